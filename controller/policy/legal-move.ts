import { MaiosError } from '../errors/maios-error.ts';
import { legalMoves, type Guard, type Phase, type Subject } from './phases.ts';

/** Which guards hold for the subject now. */
export type Guards = Readonly<Record<Guard, boolean>>;

/**
 * Whether a subject may go where a rule wants it: `stay` when it is there already, `legal`, or RULES_ILLEGAL as a value:
 * the subject then stalls, and never moves.
 */
export function checkMove(subject: Subject, from: Phase, to: Phase, guards: Guards): 'stay' | 'legal' | MaiosError {
  if (from === to) return 'stay';
  const moves = legalMoves[subject][from];
  const move = moves.find((each) => each.to === to);
  const details = { subject, from, to };
  if (move === undefined) {
    const known = moves.map((each) => each.to).join(', ');
    const expected = known === '' ? `no move, since ${from} is an end` : `one of ${known}`;
    return new MaiosError('RULES_ILLEGAL', `${subject} in ${from}: expected ${expected}, found ${to}`, { details });
  }
  if (move.guard === undefined || guards[move.guard]) return 'legal';
  const message = `${subject} in ${from}: expected ${guardMeanings[move.guard]} before ${to}, found that it is not so`;
  return new MaiosError('RULES_ILLEGAL', message, { details: { ...details, guard: move.guard } });
}

const guardMeanings: Readonly<Record<Guard, string>> = {
  acceptancePassed: 'passed acceptance checks',
  taskVerified: 'a verified result',
  reviewRejected: 'a review that sent the result back',
  planned: 'a task graph',
};
