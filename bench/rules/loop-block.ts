import { setImmediate } from 'node:timers/promises';
import { feedPages } from '../../controller/analysis/feed-pages.ts';
import { runJob, startJob } from '../../controller/analysis/start-job.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { longestTurn, type Turn } from '../longest-turn.ts';
import { changedRules, defaultRules, pagesOf, recordedHistory } from '../replay/recorded-history.ts';
import { agentFacts, loadScoringRules, taskFacts } from '../scoring/workload.ts';
import { createRandom } from '../random.ts';
import { createWorkload, type Workload } from './workload.ts';

/** Of each kind of work on rules the longest time for which nothing else could run beside it. */
export async function measureLoopBlock(): Promise<Readonly<Record<string, Turn>>> {
  const workloads = [1, 2, 3].map((seed) => createWorkload(1000, seed));
  const ruleSets = workloads.slice(0, 1).map(({ resource }) => resource);
  const pages = pagesOf(recordedHistory(5000, loadRuleSet(defaultRules()).bundle?.digest ?? ''), 250);
  const question = replayQuestion();
  return {
    load: await longestTurn(async () => inTurns(loadAndEvaluate(workloads))),
    score: await longestTurn(async () => inTurns(scoreTasks(100, 1000))),
    lint: await longestTurn(async () => runJob('lint', { ruleSets, beside: [] })),
    replay: await longestTurn(async () => replay(question, pages)),
  };
}

/** Runs steps, each in a turn of its own. */
async function inTurns(steps: Iterable<unknown>): Promise<void> {
  for (const _ of steps) await setImmediate();
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

// Read from its file beforehand: what the owner is sent is a text.
function replayQuestion() {
  const [old, next] = [defaultRules(), changedRules()];
  return { text: JSON.stringify({ old, new: next }), inForce: undefined, ruleSet: old.metadata.name };
}

async function replay(question: ReturnType<typeof replayQuestion>, pages: readonly string[]): Promise<void> {
  await using work = startJob('replay', question);
  const left = pages.values();
  await feedPages(work, () => Promise.resolve(left.next().value));
}
