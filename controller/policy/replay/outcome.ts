import type { Stage } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { escalationActions } from '../failures.ts';
import type { Facts } from '../facts.ts';
import { checkMove, type Guards } from '../legal-move.ts';
import { phases, type Phase } from '../phases.ts';
import type { Verdict } from '../verdict.ts';

/** What a verdict comes to, in the words of its stage. */
export interface Outcome {
  /**
   * phase: the next phase, `stay`, or `stall` where the move is not legal or a rule cannot be judged · escalation: the
   * action · permission: the effect · scoring: the agent.
   */
  readonly what: string;
  /** The rule that said so; null where none did, and for scoring, where all add up. */
  readonly rule: string | null;
}

type ReadOutcome = (type: string | undefined, facts: Facts) => string;

const readers: Readonly<Record<Exclude<Stage, 'scoring'>, ReadOutcome>> = {
  phase: (type, facts) => phaseOutcome(type, facts),
  // What the orchestrator makes of a verdict without an answer: a person is asked, a call is not allowed.
  escalation: (type) => escalationActions.find((action) => action === type) ?? 'person',
  permission: (type) => (type === 'allow' || type === 'ask' ? type : 'deny'),
};

/** What comes of a verdict with rules that could not be judged: nothing moves, a person is asked, a call is denied. */
const broken: Readonly<Record<Exclude<Stage, 'scoring'>, string>> = {
  phase: 'stall',
  escalation: 'person',
  permission: 'deny',
};

/** What is followed of a verdict: its first hit, if all rules could be judged. Rules in shadow have no part in it. */
export function outcomeOf(stage: Exclude<Stage, 'scoring'>, { hits, faults }: Verdict, facts: Facts): Outcome {
  const fault = faults?.[0];
  if (fault !== undefined) return { what: broken[stage], rule: fault.rule };
  const [hit] = hits;
  return { what: readers[stage](hit?.type, facts), rule: hit?.rule ?? null };
}

function phaseOutcome(type: string | undefined, facts: Facts): string {
  const from = phaseOf(facts['phase']);
  const to = phaseOf(type);
  if (to === undefined || from === undefined || to === from) return 'stay';
  const subject = facts['subject'] === 'task' ? 'task' : 'project';
  return checkMove(subject, from, to, guardsOf(facts)) instanceof MaiosError ? 'stall' : to;
}

function guardsOf(facts: Facts): Guards {
  return {
    planned: facts['project.planned'] === true,
    acceptancePassed: facts['project.acceptance'] === 'passed',
    taskVerified: facts['task.outcome'] === 'succeeded',
    reviewRejected: facts['task.reviewRejected'] === true,
  };
}

function phaseOf(value: unknown): Phase | undefined {
  return phases.find((phase) => phase === value);
}
