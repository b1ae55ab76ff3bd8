import test from 'ava';
import { isDockerAway, dockerFailure } from '../../controller/sandbox/docker/failure.ts';
import { type Patience, whileAway } from '../../controller/sandbox/while-away.ts';

const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const patience = { isAway: isDockerAway, forMs: 5000, firstWaitMs: 1 };

async function attempt(
  errors: readonly Error[],
  more: Partial<Patience> = {},
): Promise<{ readonly tries: number; readonly outcome: unknown }> {
  let tries = 0;
  const outcome: unknown = await whileAway(
    async () => {
      const error = errors[tries];
      tries += 1;
      if (error !== undefined) throw error;
      return 'done';
    },
    { ...patience, ...more },
  ).catch((error: unknown) => error);
  return { tries, outcome };
}

test('while away: tries again until the other side is back', async (t) => {
  t.deepEqual(await attempt([refused(), dockerFailure(refused(), 'i')]), { tries: 3, outcome: 'done' });
});

test('while away: what the other side says itself is not asked for again', async (t) => {
  const said = dockerFailure(Object.assign(new Error('no such image: i'), { statusCode: 404 }), 'i');
  t.deepEqual(await attempt([said]), { tries: 1, outcome: said });
});

test('while away: tries until the time is over, however long the next wait would be', async (t) => {
  t.deepEqual(await attempt([refused()], { forMs: 500, firstWaitMs: 1_000_000 }), { tries: 2, outcome: 'done' });
});

test('while away: gives up with the last error when the time is over', async (t) => {
  const error = refused();
  t.deepEqual(await attempt([error, error, error], { forMs: 0 }), { tries: 1, outcome: error });
});
