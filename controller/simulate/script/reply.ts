import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { People } from '../scenario/scenario-schema.ts';
import { drawMs, pick, type Draw } from './draw.ts';
import type { Reply } from './script.ts';

/** What people answer: one of the words that the question allows. */
export function createReply(
  people: People | undefined,
  draw: Draw,
): (project: string, question: EscalationRow, nth: number) => Reply | undefined {
  return (project, { options }, nth) => {
    if (people === undefined || draw(project, 'answered', nth) < (people.never ?? 0)) return undefined;
    const weights = Object.entries(people.answers ?? hopeful).filter(([word]) => options.includes(word));
    const text = pick(weights, draw(project, 'says', nth)) ?? options[0] ?? 'retry';
    return { afterMs: drawMs(people.minutes ?? defaultMinutes, draw, [project, 'thinks', nth]), text };
  };
}

const defaultMinutes = 60;
const hopeful = { retry: 1, approve: 1 };
