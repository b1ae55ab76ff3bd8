import type { FactValue } from './facts.ts';
import type { Phase, Subject } from './phases.ts';

/** What is known of a subject's facts once it has moved; facts that are not named stay as they are. */
export type MoveEffects = Readonly<Record<string, FactValue>>;

interface Row {
  readonly subject: Subject;
  /** Moves from one of these; without it, from any phase. */
  readonly from?: readonly Phase[];
  /** Moves to one of these; without it, to any phase. */
  readonly to?: readonly Phase[];
  readonly facts: MoveEffects;
}

// What a move brings with it, as orchestrator/move.ts and commit/carry-out.ts do it. Every question is about one stay in
// Escalate, so that leaving it and coming back finds none.
const rows: readonly Row[] = [
  { subject: 'task', facts: { phaseMinutes: 0, escalation: 'none', escalationAction: null } },
  { subject: 'project', facts: { phaseMinutes: 0, escalation: 'none', escalationAction: null } },
  // A run that is left behind is fenced: it never writes again.
  { subject: 'task', from: ['Monitor'], facts: { 'task.runActive': false, 'task.runMinutes': 0 } },
  {
    subject: 'task',
    from: ['Escalate', 'Reassign'],
    to: ['Delegate'],
    facts: { 'task.outcome': null, 'task.handedOver': false, 'task.reviewRejected': false },
  },
  { subject: 'task', from: ['Delegate', 'Reassign'], to: ['Escalate'], facts: { 'task.outcome': 'failed' } },
  { subject: 'task', from: ['Reassign'], to: ['Escalate'], facts: { 'task.handedOver': false } },
  { subject: 'project', to: ['Escalate'], facts: { 'project.failed': true } },
  { subject: 'project', from: ['Escalate'], facts: { 'project.failed': false } },
];

/** The facts that a move sets, the new phase among them. */
export function effectsOfMove(subject: Subject, from: Phase, to: Phase): MoveEffects {
  const about = rows.filter(
    (row) => row.subject === subject && (row.from ?? [from]).includes(from) && (row.to ?? [to]).includes(to),
  );
  return about.reduce<MoveEffects>((all, { facts }) => ({ ...all, ...facts }), { phase: to });
}
