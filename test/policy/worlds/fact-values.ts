import fc from 'fast-check';
import type { Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import type { FactDefinition, FactValue, Facts } from '../../../controller/policy/facts.ts';
import { factRegistry } from '../../../controller/policy/stages/registry.ts';

// Small worlds, so that random rules are often true: few values, shared by facts and rules.
export const words = ['a', 'b', 'c'] as const;
export const anyWord = fc.constantFrom(...words);
export const anyNumber = fc.constantFrom(-1, 0, 0.5, 1, 2, 3);
const plain = fc.oneof(anyWord, anyNumber, fc.boolean(), fc.constant(null));
const list = fc.array(fc.oneof(anyWord, anyNumber), { maxLength: 3 });
const inner = fc.oneof({ weight: 3, arbitrary: plain }, list, fc.record({ c: plain }));
// Members that may be missing: what a path does not find.
const object = fc.record({ a: inner, b: inner }, { requiredKeys: [] });

/** A value that a fact may have. */
export function valueOf(definition: FactDefinition): fc.Arbitrary<FactValue> {
  const values = ofType(definition);
  return definition.nullable ? fc.oneof({ weight: 3, arbitrary: values }, fc.constant(null)) : values;
}

function ofType({ type, values, reserved }: FactDefinition): fc.Arbitrary<FactValue> {
  if (reserved === true) return fc.constant({});
  switch (type) {
    case 'string':
      return values === undefined ? anyWord : fc.constantFrom(...values.slice(0, 4));
    case 'number':
      return anyNumber;
    case 'boolean':
      return fc.boolean();
    case 'list':
      return list;
    case 'object':
      return object;
  }
}

/** A whole snapshot of a stage. */
export function snapshotOf(stage: Stage): fc.Arbitrary<Facts> {
  const facts = Object.entries(factRegistry[stage]).map(([name, definition]) => [name, valueOf(definition)] as const);
  return fc.record(Object.fromEntries(facts));
}
