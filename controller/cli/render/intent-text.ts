import type { RecordedIntent } from '../../store/decision-contract.ts';
import { printableLine } from '../output/printable.ts';

type Fields = Readonly<Record<string, unknown>>;

// Fields that say to a person what an intent does, in the order of a sentence; ids and bodies are in `-o json`.
const telling = ['purpose', 'action', 'subject', 'agent', 'attempt', 'from', 'to', 'rule', 'class', 'failureClass'];

/** An intent in one line: what it does, and the few fields that tell it from another of its kind. */
export function intentText(intent: RecordedIntent): string {
  const found = fieldsOf(intent);
  const told = telling.flatMap((name) => (isScalar(found[name]) ? [`${name} ${String(found[name])}`] : []));
  return printableLine([intent.do, ...told].join(' '));
}

/** What an intent carries, with what is nested in it. */
export function fieldsOf(intent: RecordedIntent): Fields {
  const fields: Fields = { ...intent };
  return Object.values(fields)
    .filter(isFields)
    .reduce<Fields>((sum, nested) => ({ ...nested, ...sum }), fields);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
