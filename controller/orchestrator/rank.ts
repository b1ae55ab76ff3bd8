import { type Facts } from '../policy/facts.ts';
import { type RuleBundle, type Verdict } from '../policy/verdict.ts';
import { type Candidate as CandidateRow, type LostBy } from '../store/decision-contract.ts';
import { type Candidate, type CandidateTable } from './candidates.ts';
import { candidateScoringFacts, taskScoringFacts } from './facts/scoring-facts.ts';
import { type ProjectView, type TaskView } from './project-view.ts';
import { faultsText } from './rule-faults.ts';

/** A candidate with what the scoring rules said about it. */
export interface Scored {
  readonly candidate: Candidate;
  /** All that the rules saw, the facts of the task among them. */
  readonly facts: Facts;
  readonly verdict: Verdict;
}

export interface Ranking {
  /** The best one first. */
  readonly ranked: readonly Scored[];
  /** Candidates about which the rules could not be judged. */
  readonly faulty: readonly Scored[];
}

/**
 * Scores the candidates for a task. Highest score first; of equals the less loaded, then by name, so that the same facts
 * always give the same order.
 */
export function rank(view: ProjectView, task: TaskView, { candidates }: CandidateTable, bundle: RuleBundle): Ranking {
  const shared = taskScoringFacts(view, task);
  const evaluate = bundle.given(shared);
  const scored = candidates.map((candidate): Scored => {
    const own = candidateScoringFacts(view, task, candidate);
    return { candidate, facts: Object.freeze({ ...shared, ...own }), verdict: evaluate(own) };
  });
  const sound = scored.filter(({ verdict }) => verdict.faults === undefined);
  return {
    ranked: sound.toSorted((a, b) => order.reduce((found, { compare }) => found || compare(a, b), 0)),
    faulty: scored.filter(({ verdict }) => verdict.faults !== undefined),
  };
}

/** What decides between two candidates, the first that tells them apart. */
const order: readonly { readonly by: LostBy; readonly compare: (a: Scored, b: Scored) => number }[] = [
  { by: 'score', compare: (a, b) => scoreOf(b) - scoreOf(a) },
  { by: 'load', compare: (a, b) => Number(a.facts['agent.load']) - Number(b.facts['agent.load']) },
  { by: 'name', compare: (a, b) => nameOf(a).localeCompare(nameOf(b), 'en') },
];

/** By what a candidate came after the best one. */
export function lostBy(best: Scored, other: Scored): LostBy {
  return order.find(({ compare }) => compare(best, other) !== 0)?.by ?? 'name';
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
  const { facts, verdict } = scored;
  return { agent: nameOf(scored), excluded, score: scoreOf(scored), hits: verdict.hits, facts };
}

export function nameOf({ candidate }: Scored): string {
  return candidate.agent.metadata.name;
}

export function scoreOf({ verdict }: Scored): number {
  return verdict.score ?? 0;
}
