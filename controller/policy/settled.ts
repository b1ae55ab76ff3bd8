import type { FactValue, Facts } from './facts.ts';
import { escalationActions } from './failures.ts';
import type { Phase, Subject } from './phases.ts';

/** Where nothing but a rule takes a subject on: its runs have ended, and its phase has nothing left to do. */
export interface Settled {
  readonly subject: Subject;
  readonly phase: Phase;
  /** What each fact is then: one of these. */
  readonly facts: Readonly<Record<string, readonly FactValue[]>>;
  /** Of the subject, for people. */
  readonly meaning: string;
}

// One that was passed on to a person is not answered: the escalation rules are asked again.
const answered: Settled['facts'] = {
  escalation: ['answered', 'expired'],
  escalationAction: [null, ...escalationActions.filter((action) => action !== 'person')],
};

/** Where each kind of waiting is over; a project that is suspended or cancelled aside. */
export const settled: readonly Settled[] = [
  {
    subject: 'project',
    phase: 'Plan',
    facts: { 'project.failed': [true], 'project.runActive': [false] },
    meaning: 'whose planning failed',
  },
  { subject: 'project', phase: 'Plan', facts: { 'project.planned': [true] }, meaning: 'that is planned' },
  {
    subject: 'project',
    phase: 'Monitor',
    facts: { 'project.acceptance': ['passed'] },
    meaning: 'that passed its acceptance checks',
  },
  {
    subject: 'project',
    phase: 'Monitor',
    facts: { 'project.failed': [true], 'project.runActive': [false] },
    meaning: 'whose acceptance failed',
  },
  {
    subject: 'project',
    phase: 'Escalate',
    facts: answered,
    meaning: 'whose question is answered',
  },
  {
    subject: 'task',
    phase: 'Delegate',
    facts: { 'task.outcome': ['succeeded', 'failed'], 'task.runActive': [false] },
    meaning: 'whose run was over before anybody looked',
  },
  { subject: 'task', phase: 'Monitor', facts: { 'task.runActive': [false] }, meaning: 'whose run has ended' },
  {
    subject: 'task',
    phase: 'Escalate',
    facts: answered,
    meaning: 'whose question is answered',
  },
  { subject: 'task', phase: 'Reassign', facts: { 'task.handedOver': [true] }, meaning: 'that is handed over' },
  { subject: 'task', phase: 'Complete', facts: { 'task.reviewRejected': [true] }, meaning: 'that a review sent back' },
];

/** Where the subject of these facts is settled; undefined where something is under way in it. */
export function settledAt(facts: Facts): Settled | undefined {
  return settled.find(
    (one) =>
      one.subject === facts['subject'] &&
      one.phase === facts['phase'] &&
      Object.entries(one.facts).every(([name, values]) => values.includes(facts[name] ?? null)),
  );
}
