import type { Facts } from '../../policy/facts.ts';
import { phases, type Phase } from '../../policy/phases.ts';
import type { RuleBundle, Verdict } from '../../policy/verdict.ts';
import { withoutPause, type Breathe } from '../loop/breathe.ts';
import { findCandidates, type CandidateTable } from './candidates.ts';
import { isOpen, phaseFactsOf } from '../facts/phase-facts.ts';
import type { ProjectView, SubjectView } from '../observe/project-view.ts';

/** The rule sets that decide for one project. */
export interface RuleBundles {
  readonly phase: RuleBundle;
  readonly scoring: RuleBundle;
  readonly escalation: RuleBundle;
  readonly permission: RuleBundle;
}

/** What the phase rules said about one subject. */
export interface Judgement {
  readonly subject: SubjectView;
  readonly facts: Facts;
  readonly verdict: Verdict;
  /** The phase that the rules want next; undefined when no rule was true: stay. */
  readonly next: Phase | undefined;
  readonly table: CandidateTable;
}

const nobody: CandidateTable = { candidates: [], excluded: [] };

/** Judges the project and each of its open tasks, with pauses where there are many. */
export async function judge(
  view: ProjectView,
  bundle: RuleBundle,
  breathe: Breathe = withoutPause,
): Promise<readonly Judgement[]> {
  const subjects: SubjectView[] = [
    { view, task: undefined },
    ...view.tasks.filter(isOpen).map((task) => ({ view, task })),
  ];
  const judgements: Judgement[] = [];
  for (const subject of subjects) {
    judgements.push(judgeSubject(subject, bundle));
    await breathe();
  }
  return judgements;
}

function judgeSubject(subject: SubjectView, bundle: RuleBundle): Judgement {
  const table = subject.task === undefined ? nobody : findCandidates(subject.view, subject.task);
  const facts = phaseFactsOf(subject, table.candidates);
  const verdict = bundle.evaluate(facts);
  return { subject, facts, verdict, next: phases.find((phase) => phase === verdict.hits[0]?.type), table };
}
