import { type Stage } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { isFactValue, isRecord, show } from '../conditions/json.ts';
import { type FactDefinition, type Facts } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';

/** Holds a snapshot to the facts of its stage: every one there, of its type, null only where it may be. Fails with INTERNAL. */
export function checkFacts(stage: Stage, facts: Facts): void {
  for (const [name, definition] of Object.entries(factRegistry[stage])) {
    const value: unknown = Object.hasOwn(facts, name) ? facts[name] : undefined;
    const expected = factProblem(definition, value);
    if (expected === undefined) continue;
    throw new MaiosError('INTERNAL', `fact ${name} of the ${stage} stage: expected ${expected}, found ${show(value)}`, {
      details: { stage, fact: name },
    });
  }
}

/** What was expected of a value that is not one of this fact; undefined when it is. */
export function factProblem(definition: FactDefinition, value: unknown): string | undefined {
  const { type, nullable, values } = definition;
  if (value === null && nullable) return undefined;
  if (!isOfType(type, value)) return `a ${type}${nullable ? ' or null' : ''}`;
  if (values !== undefined && typeof value === 'string' && !values.includes(value)) {
    return `one of ${values.join(', ')}`;
  }
  return undefined;
}

function isOfType(type: FactDefinition['type'], value: unknown): boolean {
  if (type === 'list') return Array.isArray(value) && isFactValue(value);
  if (type === 'object') return isRecord(value) && isFactValue(value);
  // Infinity and NaN have no JSON, so that a decision with them could not be replayed.
  if (type === 'number') return Number.isFinite(value);
  return typeof value === type;
}
