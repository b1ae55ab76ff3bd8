import { setImmediate } from 'node:timers/promises';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { agentFacts, loadScoringRules, taskFacts } from '../scoring/workload.ts';
import { createRandom } from './random.ts';
import { createWorkload, type Workload } from './workload.ts';

/** Milliseconds, of each kind of work the longest time for which nothing else could run. */
export async function measureLoopBlock(): Promise<Readonly<Record<string, number>>> {
  return {
    load: await longestTurn(loadAndEvaluate([1, 2, 3].map((seed) => createWorkload(1000, seed)))),
    score: await longestTurn(scoreTasks(100, 1000)),
  };
}

/** Runs steps, each in a turn of the event loop of its own, and measures the longest time between two turns. */
async function longestTurn(steps: Iterable<unknown>): Promise<number> {
  let longest = 0;
  let before = performance.now();
  const watch = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  });
  for (const _ of steps) await setImmediate();
  longest = Math.max(longest, performance.now() - before);
  clearInterval(watch);
  return longest;
}

function* loadAndEvaluate(workloads: readonly Workload[]): Generator {
  for (const { resource, snapshots } of workloads) {
    const { bundle } = loadRuleSet(resource);
    yield;
    for (const facts of snapshots) yield bundle?.evaluate(facts);
  }
}

/** What the orchestrator does: all candidates of a task, then whatever else waits. */
function* scoreTasks(tasks: number, agents: number): Generator {
  const random = createRandom(3);
  const bundle = loadScoringRules();
  const others = Array.from({ length: agents }, () => agentFacts(random));
  for (let task = 0; task < tasks; task += 1) {
    const score = bundle.given(taskFacts(random));
    yield others.map((facts) => score(facts).score);
  }
}
