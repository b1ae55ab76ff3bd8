/** The phases of projects and tasks, most urgent first: a project shows the most urgent one of its open tasks. */
export const phases = [
  'Escalate',
  'Reassign',
  'Plan',
  'Delegate',
  'Monitor',
  'Complete',
  'Failed',
  'Cancelled',
] as const;
export type Phase = (typeof phases)[number];

export type Subject = 'project' | 'task';

/** What must be true, whatever a rule says, for a move to be legal. */
export type Guard = 'acceptancePassed' | 'taskVerified' | 'reviewRejected' | 'planned';

interface Move {
  readonly to: Phase;
  readonly guard?: Guard;
}

/**
 * The legal moves, which bound what any rule set may do; which of them is made is for the rules to say.
 * A move that is not here, or whose guard does not hold, is refused as RULES_ILLEGAL and the subject stalls.
 */
export const legalMoves: Readonly<Record<Subject, Readonly<Record<Phase, readonly Move[]>>>> = {
  project: {
    Plan: [{ to: 'Delegate', guard: 'planned' }, { to: 'Escalate' }, { to: 'Failed' }, { to: 'Cancelled' }],
    Delegate: [{ to: 'Monitor' }, { to: 'Escalate' }, { to: 'Failed' }, { to: 'Cancelled' }],
    Monitor: [
      { to: 'Delegate' },
      { to: 'Escalate' },
      { to: 'Complete', guard: 'acceptancePassed' },
      { to: 'Failed' },
      { to: 'Cancelled' },
    ],
    Escalate: [
      { to: 'Plan' },
      { to: 'Delegate', guard: 'planned' },
      { to: 'Monitor', guard: 'planned' },
      { to: 'Failed' },
      { to: 'Cancelled' },
    ],
    Reassign: [],
    Complete: [],
    Failed: [],
    Cancelled: [],
  },
  task: {
    Plan: [],
    Delegate: [{ to: 'Monitor' }, { to: 'Escalate' }, { to: 'Failed' }, { to: 'Cancelled' }],
    Monitor: [
      { to: 'Complete', guard: 'taskVerified' },
      { to: 'Delegate' },
      { to: 'Escalate' },
      { to: 'Reassign' },
      { to: 'Failed' },
      { to: 'Cancelled' },
    ],
    Escalate: [{ to: 'Delegate' }, { to: 'Reassign' }, { to: 'Failed' }, { to: 'Cancelled' }],
    Reassign: [{ to: 'Delegate' }, { to: 'Escalate' }, { to: 'Failed' }, { to: 'Cancelled' }],
    Complete: [{ to: 'Escalate', guard: 'reviewRejected' }],
    Failed: [],
    Cancelled: [],
  },
};

/** Phases that end a subject. A task in Complete is open again only while a review has sent it back. */
export function isEnd(phase: Phase): boolean {
  return phase === 'Complete' || phase === 'Failed' || phase === 'Cancelled';
}
