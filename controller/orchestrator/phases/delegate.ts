import { isBusy, modelOf, type Candidate, type CandidateTable } from '../judge/candidates.ts';
import { freeOfQuota, freeRuns, quotaOf } from '../observe/limits.ts';
import type { NewRun } from '../plan/intent.ts';
import { notToBeHad, type Choice, type Ledger } from '../plan/choice.ts';
import { activeRun, type ProjectView, type TaskView } from '../observe/project-view.ts';
import { lostBy } from '../../policy/rank-scored.ts';
import { bestInShadow, candidateRows, rank, type Ranking, type Scored } from '../judge/rank.ts';
import { faultsError } from '../judge/rule-faults.ts';
import { taskContext } from './run-context.ts';
import type { Action } from './action.ts';
import type { Judgement } from '../judge/judge.ts';
import { anySlot } from '../loop/waiting-line.ts';

/**
 * Scores every candidate of a ready task and gives it to the best one. A busy one may be the best: the task then waits,
 * for how much a full load counts against an agent is for the scoring rules to say. Where they cannot be judged about any
 * candidate, the task stalls.
 */
export const delegate: Action = ({ judgement, bundles, ledger }) => {
  const { subject, table } = judgement;
  const { view, task } = subject;
  if (task === undefined || !isWaiting(judgement) || table.candidates.length === 0) return [];
  // Whatever ends of its own wakes it: it is in nobody's line.
  if (freeRuns(view) <= ledger.taken.length) return [];
  if (freeOfQuota(view) <= ledger.taken.length + ledger.kept.length) return wait(ledger, [anySlot]);
  const ranking = rank(view, task, table, bundles.scoring);
  const [best] = ranking.ranked;
  if (best === undefined) return stall(judgement, ranking, ledger);
  // Any of them: who is best may be another one by then.
  if (isBusy(view, best.candidate.agent, notToBeHad(ledger))) return wait(ledger, namesOf(table));
  ledger.taken.push(best.name);
  return [assign(judgement, task, best, ranking)];
};

// A run that was over before anybody looked has left its outcome: that comes first.
function isWaiting({ subject, facts }: Judgement): boolean {
  return facts['task.ready'] === true && facts['task.outcome'] === null && activeRun(subject) === undefined;
}

function wait(ledger: Ledger, agents: readonly string[]): readonly Choice[] {
  for (const agent of agents) ledger.waitsFor.add(agent);
  return [];
}

function namesOf({ candidates }: CandidateTable): readonly string[] {
  return candidates.map(({ agent }) => agent.metadata.name);
}

function stall({ subject }: Judgement, { faulty }: Ranking, ledger: Ledger): readonly Choice[] {
  const [first] = faulty;
  if (first !== undefined) ledger.stalls.push({ subject, error: faultsError(first.verdict) });
  return [];
}

function assign({ subject, table }: Judgement, task: TaskView, best: Scored, ranking: Ranking): Choice {
  return {
    subject,
    from: 'Delegate',
    to: 'Delegate',
    facts: best.facts(),
    verdict: best.verdict,
    candidates: candidateRows(table, ranking),
    intents: [{ do: 'start-run', run: workRun(subject.view, task, best.candidate) }],
    text: `given to ${best.name} (score ${round(best.score)}${runnerUp(best, ranking)}${shadowText(ranking)})`,
  };
}

function workRun(view: ProjectView, task: TaskView, { agent }: Candidate): NewRun {
  const name = agent.metadata.name;
  return {
    purpose: 'work',
    taskId: task.row.id,
    agent: name,
    model: modelOf(view, agent),
    capacity: agent.spec.capacity ?? 1,
    quota: quotaOf(view),
    attempt: task.runs.filter((run) => run.agent === name).length + 1,
    baseCommit: task.row.baseCommit ?? undefined,
    context: taskContext(view, task),
  };
}

function runnerUp(best: Scored, { ranked: [, next] }: Ranking): string {
  if (next === undefined) return '';
  const by = lostBy(best, next);
  return by === 'score'
    ? `, next ${next.name} with ${round(next.score)}`
    : `, the same as ${next.name}; ${tieBreaks[by]}`;
}

function shadowText(ranking: Ranking): string {
  const other = bestInShadow(ranking);
  return other === undefined ? '' : `; in shadow: ${other}`;
}

const tieBreaks = { load: 'the less loaded one', name: 'the first by name' } as const;

function round(score: number): number {
  return Math.round(score * 100) / 100;
}
