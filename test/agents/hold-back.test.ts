import test from 'ava';
import { createHoldBack } from '../../controller/agents/worker/hold-back.ts';

function stage() {
  let ms = 0;
  const hold = createHoldBack(() => ms);
  /** How long it holds back, in seconds. */
  const seconds = (): number => {
    const from = ms;
    while (hold.isOn()) ms += 1000;
    return (ms - from) / 1000;
  };
  return { hold, seconds, pass: (more: number) => (ms += more) };
}

test('hold back: while the disk stays full the pauses grow to a minute, and it is news once', (t) => {
  const { hold, seconds } = stage();
  const met = Array.from({ length: 6 }, () => ({ isNews: hold.full(), pause: seconds() }));
  t.deepEqual(
    met.map(({ pause }) => pause),
    [5, 10, 20, 40, 60, 60],
  );
  t.deepEqual(
    met.map(({ isNews }) => isNews),
    [true, false, false, false, false, false],
  );
});

test('hold back: several runs that meet the same full disk count once', (t) => {
  const { hold, seconds } = stage();
  t.true(hold.full());
  t.false(hold.full());
  t.is(seconds(), 5);
});

test('hold back: a run that comes through ends it; one that was under way before does not', (t) => {
  const { hold, seconds } = stage();
  hold.full();
  hold.through();
  t.true(hold.isOn());
  t.is(seconds(), 5);
  hold.through();
  t.true(hold.full(), 'news again');
  t.is(seconds(), 5);
});
