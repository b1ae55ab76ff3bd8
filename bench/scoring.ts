import { strictEqual } from 'node:assert';
import type { Facts } from '../controller/policy/facts.ts';
import type { RuleBundle } from '../controller/policy/verdict.ts';
import { toFigure, type Bench } from './figure.ts';
import { median } from './median.ts';
import { createRandom } from './random.ts';
import { agentFacts, loadScoringRules, taskFacts } from './scoring/workload.ts';

const bench = 'scoring';

/** 1,000 agents scored for each of 100 tasks by 20 rules: what depends on the task alone is judged once a task. */
export const run: Bench = async (report, { short }) => {
  const [tasks, agents] = short ? [10, 1000] : [100, 1000];
  const bundle = loadScoringRules();
  const random = createRandom(11);
  const shared = Array.from({ length: tasks }, () => taskFacts(random));
  const others = shared.map(() => Array.from({ length: agents }, () => agentFacts(random)));
  for (const [index, facts] of shared.entries()) assertSameScores(bundle, facts, others[index]?.slice(0, 20) ?? []);
  const before = process.threadCpuUsage();
  const times = Array.from({ length: short ? 3 : 11 }, () => timeAll(bundle, shared, others));
  const { user, system } = process.threadCpuUsage(before);
  const ownMs = (user + system) / 1000 / times.length;
  const note = `${agents} agents × ${tasks} tasks × 20 rules; fastest ${Math.min(...times).toFixed(0)} ms; the thread worked ${ownMs.toFixed(0)} ms on average`;
  const figure = { bench, metric: 'score_ms', value: median(times), unit: 'ms', note };
  report(toFigure({ ...figure, goal: { atMost: 150 } }));
};

// What is evaluated once a task gives the same scores as whole snapshots do.
function assertSameScores(bundle: RuleBundle, task: Facts, agents: readonly Facts[]): void {
  const score = bundle.given(task);
  for (const agent of agents) strictEqual(score(agent).score, bundle.evaluate({ ...task, ...agent }).score);
}

function timeAll(bundle: RuleBundle, shared: readonly Facts[], others: readonly (readonly Facts[])[]): number {
  const start = performance.now();
  let best = 0;
  for (const [index, facts] of shared.entries()) {
    const score = bundle.given(facts);
    for (const agent of others[index] ?? []) best = Math.max(best, score(agent).score ?? 0);
  }
  if (best === 0) throw new Error('expected some agent with a score, found none');
  return performance.now() - start;
}
