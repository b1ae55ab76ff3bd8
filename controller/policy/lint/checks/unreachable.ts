import { phases, legalMoves, type Phase, type Subject } from '../../phases.ts';
import type { Finding } from '../finding.ts';
import { isLegal, subjects, type Departure } from '../graph/departures.ts';
import type { LintView } from '../lint-view.ts';

/** Where each subject begins. */
const start: Readonly<Record<Subject, Phase>> = { project: 'Plan', task: 'Delegate' };

/** The phases that a subject can come to by the rules, its first one among them. */
export function reachable(departures: readonly Departure[], subject: Subject): ReadonlySet<Phase> {
  const found = new Set<Phase>([start[subject]]);
  // A set that grows while it is walked is walked to its end.
  for (const phase of found) {
    for (const each of departures) {
      if (each.subject === subject && each.from === phase && isLegal(each)) found.add(each.to);
    }
  }
  return found;
}

/** Phases that a subject could be in, and that no rule ever brings it to. */
export function findUnreachable(view: LintView, departures: readonly Departure[]): readonly Finding[] {
  return subjects.flatMap((subject) => {
    const reached = reachable(departures, subject);
    return phases
      .filter((phase) => !reached.has(phase) && isMeant(subject, phase))
      .map((phase) => finding(view, subject, phase));
  });
}

function isMeant(subject: Subject, phase: Phase): boolean {
  return Object.values(legalMoves[subject]).some((moves) => moves.some(({ to }) => to === phase));
}

function finding(view: LintView, subject: Subject, phase: Phase): Finding {
  const isComplete = phase === 'Complete';
  return {
    check: 'unreachable',
    severity: isComplete ? 'error' : 'warning',
    ruleSet: view.name,
    at: ['rules'],
    message: `no rule ever brings a ${subject} to ${phase}${isComplete ? ', so that none is ever done' : ''}`,
  };
}
