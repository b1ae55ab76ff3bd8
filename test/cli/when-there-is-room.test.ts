import { PassThrough } from 'node:stream';
import test from 'ava';
import { whenThereIsRoom } from '../../controller/cli/when-there-is-room.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { runCli } from './test-cli.ts';

const full = new MaiosError('OVERLOADED', 'expected fewer than 3 open projects, found 3', {
  details: { retryAfterSeconds: 0.001 },
});

function ask(failures: number, error: Error = full) {
  const stderr = new PassThrough();
  const terminal = { stderr, columns: () => 200, color: false } as unknown as Parameters<
    typeof whenThereIsRoom
  >[0]['terminal'];
  let asked = 0;
  return {
    said: () => String(stderr.read() ?? ''),
    run: async (retries: number, signal = new AbortController().signal) =>
      whenThereIsRoom({ terminal }, { signal }, retries, async () => {
        asked += 1;
        if (asked <= failures) throw error;
        return asked;
      }),
  };
}

test('room: it is asked again as often as was wanted, and each time is told', async (t) => {
  const { run, said } = ask(2);
  t.is(await run(2), 3);
  t.regex(said(), /found 3; trying again in 0.001 s \(1 of 2\)\n.*\(2 of 2\)\n/);
});

test('room: then it fails as it was answered', async (t) => {
  const { run } = ask(3);
  t.is(await t.throwsAsync(run(2)), full);
});

test('room: without being asked to, nothing is tried again', async (t) => {
  const { run, said } = ask(1);
  t.is(await t.throwsAsync(run(0)), full);
  t.is(said(), '');
});

test('room: anything else fails at once', async (t) => {
  const { run } = ask(1, new MaiosError('USAGE', 'no'));
  await t.throwsAsync(run(5), { message: 'no' });
});

test('room: an interrupt ends the waiting', async (t) => {
  const late = new MaiosError('OVERLOADED', 'full', { details: { retryAfterSeconds: 3600 } });
  const interrupted = new AbortController();
  const { run } = ask(9, late);
  const running = run(9, interrupted.signal);
  interrupted.abort();
  t.is(await t.throwsAsync(running), late);
});

for (const value of ['-1', '1.5', 'often', '1001']) {
  test(`room: --retries ${value} is refused`, async (t) => {
    const { code, stderr } = await runCli(['run', 'task', 'x', `--retries=${value}`]);
    t.is(code, 2);
    t.regex(stderr, /whole number up to 1000/);
  });
}

test('room: a pause of everything has to be asked for in so many words', async (t) => {
  const { code, stderr } = await runCli(['pause']);
  t.is(code, 2);
  t.regex(stderr, /expected --all.*\n  fix: .*`maios project suspend ID`/);
});
