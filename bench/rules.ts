import { type Figure, toFigure, type Bench } from './figure.ts';
import { median } from './median.ts';
import { measureDecisionBytes } from './rules/decision-bytes.ts';
import { createEngines, createExplaining } from './rules/engines.ts';
import { measureLoopBlock } from './rules/loop-block.ts';
import { assertSameMatches, timeEngines, type Effort } from './rules/time-engines.ts';
import { createWorkload } from './rules/workload.ts';

const bench = 'rules';

/** The rules beside other engines, in one run; what it costs to explain and to record them, and how long they let others wait. */
export const run: Bench = async (report, { short }) => {
  const effort = short ? { rounds: 2, sliceMs: 60 } : { rounds: 7, sliceMs: 300 };
  report(await measureLoop());
  report(await measureRatio('ratio_100', 100, 300, effort));
  report(await measureRatio('ratio_1000', 1000, 1000, effort));
  report(await measureExplaining(effort));
  report(await measureBytes());
};

// All engines give the same matches before any of them is timed.
async function measureRatio(metric: string, rules: number, goal: number, effort: Effort): Promise<Figure> {
  const workload = createWorkload(rules);
  const engines = createEngines(workload);
  await assertSameMatches(engines, workload.snapshots.length);
  const [own = Number.NaN, ...others] = await timeEngines(engines, workload.snapshots.length, effort);
  const [reference = Number.NaN] = others;
  const shown = engines.slice(1).map(({ name }, index) => `${name} ${shownTime(others[index])}`);
  const note = `µs an evaluation of ${rules} rules × 5 conditions: maios ${shownTime(own)}, ${shown.join(', ')}`;
  const figure = { bench, metric, value: reference / own, unit: '× json-rules-engine' };
  return toFigure({ ...figure, goal: { atLeast: goal }, note });
}

// json-rules-engine tells of every condition that it judges what it found: its results are its explanation.
async function measureExplaining(effort: Effort): Promise<Figure> {
  const workload = createWorkload(100);
  const [, reference] = createEngines(workload);
  const engines = [createExplaining(workload), ...(reference === undefined ? [] : [reference])];
  await assertSameMatches(engines, workload.snapshots.length);
  const [own = Number.NaN, theirs = Number.NaN] = await timeEngines(engines, workload.snapshots.length, effort);
  const note = `µs for all conditions of 100 rules: maios ${shownTime(own)}, json-rules-engine ${shownTime(theirs)}`;
  const figure = { bench, metric: 'explain_ratio', value: theirs / own, unit: '× json-rules-engine' };
  return toFigure({ ...figure, goal: { atLeast: 30 }, note });
}

async function measureBytes(): Promise<Figure> {
  const bytes = await measureDecisionBytes(100);
  const note = `a row of decisions without its facts, as PostgreSQL stores it; the largest of ${bytes.length}: ${bytes.at(-1)}`;
  const figure = { bench, metric: 'decision_bytes_100', value: median(bytes), unit: 'bytes' };
  return toFigure({ ...figure, goal: { atMost: 2048 }, note });
}

async function measureLoop(): Promise<Figure> {
  const longest = await measureLoopBlock();
  const shown = Object.entries(longest).map(
    ([work, { ms, ownMs }]) => `${work} ${ms.toFixed(0)} (${ownMs.toFixed(0)})`,
  );
  const note = `of that in brackets what this thread worked itself: ${shown.join(', ')}`;
  const value = Math.max(...Object.values(longest).map(({ ms }) => ms));
  const figure = { bench, metric: 'loop_block_ms', value, unit: 'ms' };
  return toFigure({ ...figure, goal: { atMost: 50 }, note });
}

function shownTime(us = Number.NaN): string {
  return us < 10 ? us.toFixed(2) : us.toFixed(0);
}
