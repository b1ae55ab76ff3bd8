import { type Candidate as CandidateRow } from '../../store/decision-contract.ts';
import { type RuleBundle, type Verdict } from '../../policy/verdict.ts';
import { type Facts } from '../../policy/facts.ts';
import { isBusy, modelOf, type Candidate } from '../candidates.ts';
import { scoringFactsOf } from '../facts/scoring-facts.ts';
import { freeRuns, quotaOf } from '../limits.ts';
import { type NewRun } from '../intent.ts';
import { type Choice } from '../choice.ts';
import { activeRun, type ProjectView, type TaskView } from '../project-view.ts';
import { taskContext } from '../run-context.ts';
import { type Action } from './action.ts';
import { type Judgement } from '../judge.ts';

interface Scored {
  readonly candidate: Candidate;
  readonly facts: Facts;
  readonly verdict: Verdict;
}

/**
 * Scores every candidate of a ready task and gives it to the best one. A busy one may be the best: the task then waits,
 * for how much a full load counts against an agent is for the scoring rules to say.
 */
export const delegate: Action = ({ judgement, bundles, ledger }) => {
  const { subject, table } = judgement;
  const { view, task } = subject;
  if (task === undefined || !isWaiting(judgement) || table.candidates.length === 0) return [];
  const [best, ...others] = rank(view, task, table.candidates, bundles.scoring);
  if (best === undefined) return [];
  if (isBusy(view, best.candidate.agent, ledger.taken) || freeRuns(view) <= ledger.taken.length) {
    ledger.waitsForSlot = true;
    return [];
  }
  ledger.taken.push(best.candidate.agent.metadata.name);
  return [assign(judgement, task, [best, ...others])];
};

// A run that was over before anybody looked has left its outcome: that comes first.
function isWaiting({ subject, facts }: Judgement): boolean {
  return facts['task.ready'] === true && facts['task.outcome'] === null && activeRun(subject) === undefined;
}

// Highest score first; of equals the less loaded, then by name, so that the same facts always give the same order.
function rank(
  view: ProjectView,
  task: TaskView,
  candidates: readonly Candidate[],
  bundle: RuleBundle,
): readonly Scored[] {
  const scored: Scored[] = [];
  for (const candidate of candidates) {
    const facts = scoringFactsOf(view, task, candidate);
    scored.push({ candidate, facts, verdict: bundle.evaluate(facts) });
  }
  return scored.toSorted(
    (a, b) =>
      (b.verdict.score ?? 0) - (a.verdict.score ?? 0) ||
      Number(a.facts['agent.load']) - Number(b.facts['agent.load']) ||
      a.candidate.agent.metadata.name.localeCompare(b.candidate.agent.metadata.name, 'en'),
  );
}

function assign({ subject, table }: Judgement, task: TaskView, ranked: readonly [Scored, ...Scored[]]): Choice {
  const [best] = ranked;
  const { agent } = best.candidate;
  const name = agent.metadata.name;
  return {
    subject,
    from: 'Delegate',
    to: 'Delegate',
    facts: best.facts,
    verdict: best.verdict,
    candidates: [...ranked.map(candidateRow), ...table.excluded.map(excludedRow)],
    intents: [{ do: 'start-run', run: workRun(subject.view, task, best.candidate) }],
    text: `given to ${name} (score ${round(best.verdict.score ?? 0)}${runnerUp(ranked)})`,
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

function candidateRow({ candidate, facts, verdict }: Scored): CandidateRow {
  return {
    agent: candidate.agent.metadata.name,
    excluded: candidate.busy ? 'busy' : null,
    score: verdict.score ?? 0,
    hits: verdict.hits,
    facts,
  };
}

function excludedRow({ agent, reason }: { readonly agent: string; readonly reason: string }): CandidateRow {
  return { agent, excluded: reason, score: null, hits: [], facts: null };
}

function runnerUp([, next]: readonly Scored[]): string {
  return next === undefined
    ? ''
    : `, next ${next.candidate.agent.metadata.name} with ${round(next.verdict.score ?? 0)}`;
}

function round(score: number): number {
  return Math.round(score * 100) / 100;
}
