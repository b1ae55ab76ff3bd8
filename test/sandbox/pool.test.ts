import test from 'ava';
import { createPool, type Pool, type Spare } from '../../controller/sandbox/pool.ts';

interface Made extends Spare {
  readonly number: number;
  isAlive: boolean;
  ended: boolean;
}

interface Bench {
  readonly pool: Pool<Made>;
  readonly made: Made[];
  readonly faults: unknown[];
  now: number;
  broken: boolean;
}

function bench(max = 3): Bench {
  const made: Made[] = [];
  const faults: unknown[] = [];
  const state: Bench = {
    made,
    faults,
    now: 0,
    broken: false,
    pool: createPool<Made>({
      max,
      now: () => state.now,
      onFault: (error) => faults.push(error),
      async start() {
        await Promise.resolve();
        if (state.broken) throw new Error('no');
        const spare: Made = {
          number: made.length,
          isAlive: true,
          ended: false,
          alive: () => spare.isAlive,
          [Symbol.asyncDispose]: async () => void (spare.ended = true),
        };
        made.push(spare);
        return spare;
      },
    }),
  };
  return state;
}

test('pool: nothing is started before the first is asked for, then as many as were asked for', async (t) => {
  const { pool, made } = bench();
  t.is(made.length, 0);
  t.is(pool.take(), undefined);
  await pool.fill();
  t.is(pool.waiting(), 1);
  t.is(pool.take()?.number, 0);
  await pool.fill();
  t.is(pool.waiting(), 2);
  await pool[Symbol.asyncDispose]();
});

test('pool: none is given twice, and never more wait than allowed', async (t) => {
  const { pool } = bench(3);
  const given: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    const spare = pool.take();
    if (spare !== undefined) given.push(spare.number);
    await pool.fill();
    t.true(pool.waiting() <= 3);
  }
  t.is(new Set(given).size, given.length);
  t.true(given.length >= 18);
  await pool[Symbol.asyncDispose]();
});

test('pool: one that died while it waited is never given', async (t) => {
  const { pool, made } = bench();
  pool.take();
  await pool.fill();
  for (const spare of made) spare.isAlive = false;
  t.is(pool.take(), undefined);
  t.true(made[0]?.ended);
  await pool.fill();
  t.true(pool.take()?.alive());
  await pool[Symbol.asyncDispose]();
});

test('pool: what was asked for long ago is not kept ready any more', async (t) => {
  const state = bench();
  state.pool.take();
  await state.pool.fill();
  state.now = 120_000;
  state.pool.take();
  await state.pool.fill();
  t.is(state.pool.waiting(), 1);
  await state.pool[Symbol.asyncDispose]();
});

test('pool: a start that fails is told, and tried again at the next asking', async (t) => {
  const state = bench();
  state.broken = true;
  state.pool.take();
  await state.pool.fill();
  t.is(state.faults.length, 1);
  state.broken = false;
  state.pool.take();
  await state.pool.fill();
  t.is(state.pool.waiting(), 2);
  await state.pool[Symbol.asyncDispose]();
});

test('pool: closing it ends those that wait, and one that is just being started', async (t) => {
  const { pool, made } = bench();
  pool.take();
  void pool.fill();
  await pool[Symbol.asyncDispose]();
  t.true(made.length > 0);
  t.true(made.every((spare) => spare.ended));
  t.is(pool.waiting(), 0);
});
