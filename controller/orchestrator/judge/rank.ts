import type { Facts } from '../../policy/facts.ts';
import { compareScored, lostBy, type ScoredCandidate } from '../../policy/rank-scored.ts';
import type { RuleBundle, Verdict } from '../../policy/verdict.ts';
import type { Candidate as CandidateRow } from '../../store/decision-contract.ts';
import type { Candidate, CandidateTable } from './candidates.ts';
import { candidateScoringFacts, taskScoringFacts } from '../facts/scoring-facts.ts';
import type { ProjectView, TaskView } from '../observe/project-view.ts';
import { faultsText } from './rule-faults.ts';

/** A candidate with what the scoring rules said about it. */
export interface Scored extends ScoredCandidate {
  readonly candidate: Candidate;
  /** All that the rules saw, the facts of the task among them; put together for what is recorded alone. */
  readonly facts: () => Facts;
  readonly verdict: Verdict;
}

export interface Ranking {
  /** The best one first. */
  readonly ranked: readonly Scored[];
  /** Candidates about which the rules could not be judged. */
  readonly faulty: readonly Scored[];
}

/** Scores the candidates for a task. What does not depend on the candidate is judged once. */
export function rank(view: ProjectView, task: TaskView, { candidates }: CandidateTable, bundle: RuleBundle): Ranking {
  const shared = taskScoringFacts(view, task);
  const evaluate = bundle.given(shared);
  const scored = candidates.map((candidate): Scored => {
    const own = candidateScoringFacts(view, task, candidate);
    const verdict = evaluate(own);
    const { name } = candidate.agent.metadata;
    return {
      name,
      score: verdict.score ?? 0,
      load: Number(own['agent.load']),
      candidate,
      facts: () => ({ ...shared, ...own }),
      verdict,
    };
  });
  return {
    ranked: scored.filter(({ verdict }) => verdict.faults === undefined).toSorted(compareScored),
    faulty: scored.filter(({ verdict }) => verdict.faults !== undefined),
  };
}

/** Who would come first with the rules in shadow enforced, or `nobody`; undefined where that makes no difference. */
export function bestInShadow({ ranked }: Ranking): string | undefined {
  if (ranked.every(({ verdict }) => verdict.shadow === undefined)) return undefined;
  const [best] = ranked
    .filter(({ verdict }) => verdict.shadow?.faults === undefined)
    .map((scored) => ({ ...scored, score: shadowScore(scored) }))
    .toSorted(compareScored);
  return best?.name === ranked[0]?.name ? undefined : (best?.name ?? 'nobody');
}

/** The whole table as it is recorded: the ranked, those that could not be scored, and those that were left out before. */
export function candidateRows({ excluded }: CandidateTable, { ranked, faulty }: Ranking): readonly CandidateRow[] {
  const [best] = ranked;
  return [
    ...ranked.map((scored) => ({
      ...rowOf(scored, scored.candidate.busy ? 'busy' : null),
      ...(best === undefined || scored === best ? {} : { lostBy: lostBy(best, scored) }),
    })),
    ...faulty.map((scored) => ({ ...rowOf(scored, faultsText(scored.verdict) ?? ''), score: null })),
    ...excluded.map(({ agent, reason }) => ({ agent, excluded: reason, score: null, hits: [], facts: null })),
  ];
}

function rowOf(scored: Scored, excluded: string | null): CandidateRow {
  const { name, score, facts, verdict } = scored;
  const differs = verdict.shadow !== undefined && verdict.shadow.faults === undefined;
  const shadow = differs ? { shadowScore: shadowScore(scored) } : {};
  return { agent: name, excluded, score, ...shadow, hits: verdict.hits, facts: facts() };
}

function shadowScore({ verdict, score }: Scored): number {
  return verdict.shadow?.score ?? score;
}
