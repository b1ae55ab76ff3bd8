import { toFigure, type Bench } from './figure.ts';
import { createEngines } from './rules/engines.ts';
import { assertSameMatches, timeEngines, type Effort } from './rules/time-engines.ts';
import { createWorkload } from './rules/workload.ts';

const bench = 'rules';

/** The rule engine beside others, in one run; what it costs to explain, to record, and to leave room for other work. */
export const run: Bench = async (report, { short }) => {
  const effort = short ? { rounds: 2, sliceMs: 60 } : { rounds: 7, sliceMs: 300 };
  report(await measureRatio('ratio_100', 100, 300, effort));
  report(await measureRatio('ratio_1000', 1000, 1000, effort));
};

// All engines give the same matches before any of them is timed.
async function measureRatio(metric: string, rules: number, goal: number, effort: Effort) {
  const workload = createWorkload(rules);
  const engines = createEngines(workload);
  await assertSameMatches(engines, workload.snapshots.length);
  const [own = Number.NaN, ...others] = await timeEngines(engines, workload.snapshots.length, effort);
  const [reference = Number.NaN] = others;
  const shown = engines.slice(1).map(({ name }, index) => `${name} ${shownTime(others[index])}`);
  const note = `µs an evaluation of ${rules} rules × 5 conditions: maios ${shownTime(own)}, ${shown.join(', ')}`;
  return toFigure({
    bench,
    metric,
    value: reference / own,
    unit: '× json-rules-engine',
    goal: { atLeast: goal },
    note,
  });
}

function shownTime(us = Number.NaN): string {
  return us < 10 ? us.toFixed(2) : us.toFixed(0);
}
