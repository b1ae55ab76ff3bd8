import test from 'ava';
import { drawRounds } from '../../bench/kill/draw-rounds.ts';
import { drawStorm } from '../../bench/kill/draw-storm.ts';
import { faultPlans, losesRun } from '../../bench/kill/fault-plan.ts';
import { turnOf } from '../../bench/kill/plan-turns.ts';
import { faultpoints } from '../../controller/faults/faultpoints.ts';

const seeds = Array.from({ length: 50 }, (_, index) => index);
const rounds = (seed: number) => drawRounds(seed, faultPlans, () => 5);

test('kill: each seed strikes at every named point once, and by itself at the same time of it', (t) => {
  const points = Object.keys(faultpoints).toSorted();
  for (const seed of seeds) {
    const struck = rounds(seed).flat();
    t.deepEqual(struck.map(({ plan }) => plan.point).toSorted(), points);
    t.deepEqual(rounds(seed), rounds(seed));
  }
  t.notDeepEqual(rounds(1), rounds(2));
});

test('kill: no round ends the workers of a run more often than a run may lose them, and what needs a lost run has one', (t) => {
  for (const round of seeds.flatMap(rounds)) {
    const [first, ...others] = round.map(({ plan }) => plan);
    t.true(others.length <= 1 && others.every(({ role }) => role === 'workers'));
    if (first?.loses === 'never') t.deepEqual(others, []);
    if (first?.loses === 'needed') t.true(others.every(losesRun) && others.length === 1);
  }
});

test('kill: a storm is what its seed says, one blow after the other, and costs at most two workers', (t) => {
  const members = { servers: 2, all: 4 };
  for (const seed of seeds) {
    const blows = drawStorm(seed, members);
    t.deepEqual(blows, drawStorm(seed, members));
    t.deepEqual(
      blows,
      blows.toSorted((one, other) => one.atMs - other.atMs),
    );
    t.true(blows.filter((blow) => 'member' in blow && blow.member >= members.servers).length <= 2);
  }
});

test('kill: a round that a line told of is had again, and anything else is refused', (t) => {
  t.notThrows(() => turnOf('commit.sent:2 run.acted:1'));
  t.notThrows(() => turnOf('storm:1003'));
  t.throws(() => turnOf('run.nowhere:1'), { message: /POINT:NTH/ });
});
