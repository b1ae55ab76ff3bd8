import fc from 'fast-check';
import type { Stage } from '../../controller/catalog/kinds/rule-set.ts';
import type { FactDefinition, Facts, FactValue } from '../../controller/policy/facts.ts';
import { factRegistry } from '../../controller/policy/stages/registry.ts';
import { orders, ties, type TieEnd } from '../../controller/policy/stages/ties.ts';

/** Snapshots as the orchestrator makes them: what is counted is whole, and facts that hang together do so. */
export function anyTiedFacts(stage: Stage): fc.Arbitrary<Facts> {
  const table = factRegistry[stage];
  const facts = Object.fromEntries(Object.entries(table).map(([name, definition]) => [name, anyValue(definition)]));
  return fc
    .record(facts)
    .map((found) => inOrder(tied(found, stage), stage))
    .filter((found) => isTied(found, stage));
}

function anyValue({ type, nullable, values, unit, perMs = 0 }: FactDefinition): fc.Arbitrary<FactValue> {
  const ofType: Readonly<Record<FactDefinition['type'], () => fc.Arbitrary<FactValue>>> = {
    string: () =>
      values === undefined ? fc.constantFrom('a', 'b', 'planner', 'reviewer') : fc.constantFrom(...values),
    number: () => anyNumber(unit === 'count' || unit?.startsWith('milliseconds') === true, perMs < 0 ? -2 : 0),
    boolean: () => fc.boolean(),
    list: () => fc.array(fc.constantFrom('a', 'b', 'x'), { maxLength: 2 }),
    object: () => fc.record({ a: fc.constantFrom('a', 1, null) }, { requiredKeys: [] }),
  };
  const some = ofType[type]();
  return nullable ? fc.option(some, { nil: null }) : some;
}

function anyNumber(isWhole: boolean, min: number): fc.Arbitrary<number> {
  const whole = fc.integer({ min, max: 5 });
  return isWhole ? whole : fc.oneof(whole, fc.constantFrom(0.1, 0.5, 29.9, 30));
}

// What follows from other facts takes their side.
function tied(facts: Facts, stage: Stage): Facts {
  const changed = { ...facts };
  for (const { when, means } of ties[stage]) {
    if (isIn(when, changed) && !isIn(means, changed)) changed[means.fact] = someOf(means, stage);
  }
  return changed;
}

/** Whether what hangs together does so; counts aside. */
export function isTied(facts: Facts, stage: Stage): boolean {
  return ties[stage].every(({ when, means }) => !isIn(when, facts) || isIn(means, facts));
}

/** The same with counts that are parts of others no more than these. */
export function inOrder(facts: Facts, stage: Stage): Facts {
  const changed = { ...facts };
  for (const order of orders[stage]) {
    const counts = order.map((fact) => Number(changed[fact])).toSorted((a, b) => a - b);
    for (const [index, fact] of order.entries()) changed[fact] = counts[index] ?? 0;
  }
  return changed;
}

function someOf({ fact, in: values, not = [] }: TieEnd, stage: Stage): FactValue {
  const { sample = null, type, values: all = [] } = factRegistry[stage][fact] ?? {};
  const defaults = { string: 'a', number: 1, boolean: true, list: [], object: {} };
  const candidates = [...(values ?? []), ...all, sample, defaults[type ?? 'object']];
  return candidates.find((value) => !not.includes(value)) ?? null;
}

function isIn({ fact, in: values, not = [] }: TieEnd, facts: Facts): boolean {
  const value = facts[fact] ?? null;
  return values === undefined ? !not.includes(value) : values.includes(value);
}
