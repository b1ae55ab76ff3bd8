import { isFactValue, isRecord } from '../conditions/json.ts';
import type { FactDefinition } from '../facts.ts';

export type FactCheck = (value: unknown) => boolean;

/** Whether a value is one of this fact, as a function to be called for many. */
export function factCheck({ type, nullable, values }: FactDefinition): FactCheck {
  const check = values === undefined ? checks[type] : isOneOf(new Set(values));
  return nullable ? (value) => value === null || check(value) : check;
}

/** What was expected of a value that is not one of this fact; undefined when it is. */
export function factProblem(definition: FactDefinition, value: unknown): string | undefined {
  if (factCheck(definition)(value)) return undefined;
  const { type, nullable, values } = definition;
  const isWord = values !== undefined && typeof value === 'string';
  return isWord ? `one of ${values.join(', ')}` : `a ${type}${nullable ? ' or null' : ''}`;
}

const checks: Readonly<Record<FactDefinition['type'], FactCheck>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  // Infinity and NaN have no JSON, so that a decision with them could not be replayed.
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  list: (value) => Array.isArray(value) && isFactValue(value),
  object: (value) => isRecord(value) && isFactValue(value),
};

function isOneOf(values: ReadonlySet<unknown>): FactCheck {
  return (value) => values.has(value);
}
