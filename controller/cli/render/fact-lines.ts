import { type FactValue, type Facts } from '../../policy/facts.ts';
import { type DecisionView } from '../../store/operations/views/decision-view.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, span } from '../output/span.ts';

/** The facts that say something: those that are not null, nought, no or empty. The whole snapshot is in `-o json`. */
export function factLines({ facts }: Pick<DecisionView, 'facts'>): readonly Line[] {
  const told = Object.entries(facts).filter(([name, value]) => name !== 'now' && isTelling(value));
  if (told.length === 0) return [];
  return [
    [span('  facts      ', 'dim'), span(told.map(([name, value]) => `${name} = ${factText(value)}`).join(' · '))],
  ];
}

function isTelling(value: Facts[string]): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function factText(value: FactValue | undefined): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  return printableLine(typeof value === 'string' ? value : JSON.stringify(value));
}
