import type { Choice } from '../../orchestrator/plan/choice.ts';
import { subjectName } from '../../orchestrator/observe/project-view.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Desk } from './desk.ts';

/** Tells what was decided, and which rules were true. */
export function tellDecision(desk: Desk, { subject, verdict, candidates = [], text }: Choice): void {
  // The winner of a scoring is among its candidates.
  const hits = candidates.length === 0 ? verdict.hits : candidates.flatMap((candidate) => candidate.hits);
  desk.tell({
    what: 'decided',
    stage: verdict.stage,
    ruleSet: verdict.ruleSet,
    subject: subjectName(subject),
    text,
    rules: hits.map(({ rule }) => rule),
    shadow: newInShadow(verdict),
  });
}

function newInShadow({ hits, shadow }: Verdict): readonly string[] {
  const enforced = new Set(hits.map(({ rule }) => rule));
  return (shadow?.hits ?? []).map(({ rule }) => rule).filter((rule) => !enforced.has(rule));
}
