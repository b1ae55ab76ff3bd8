import type { FactValue, Facts } from '../../policy/facts.ts';
import type { ExplainedDecisionView } from '../../store/operations/views/why.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, span } from '../output/span.ts';

/** The facts that the rules looked at that fired; where that is not known, those that are not null, nought, no or empty. */
export function factLines({ facts, explanation }: ExplainedDecisionView): readonly Line[] {
  const lookedAt = explanation?.lookedAt;
  const told = Object.entries(facts).filter(([name, value]) =>
    lookedAt === undefined || lookedAt.length === 0 ? name !== 'now' && isTelling(value) : lookedAt.includes(name),
  );
  if (told.length === 0) return [];
  return [
    [span('  facts      ', 'dim'), span(told.map(([name, value]) => `${name} = ${factText(value)}`).join(' · '))],
  ];
}

function isTelling(value: Facts[string]): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** More of one value than this is in -o yaml alone: the arguments of a call may hold a whole file. */
const mostCharacters = 120;

/** A fact's value in few characters. */
export function factText(value: FactValue | undefined): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  return cut(printableLine(typeof value === 'string' ? value : JSON.stringify(value)));
}

/** The beginning of a text that is too long to be read. */
export function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}
