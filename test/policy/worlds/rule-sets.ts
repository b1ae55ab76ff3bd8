import fc from 'fast-check';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import type { Rule, Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import { eventTypes } from '../../../controller/policy/load/check-event.ts';
import { factRegistry } from '../../../controller/policy/stages/registry.ts';
import { ruleSet } from '../../support/rule-set.ts';
import { conditionsOf } from './conditions.ts';
import { anyNumber, anyWord } from './fact-values.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A whole rule set of a stage: rules of any form with named conditions, priorities, timing, shadow rules and params. */
export function ruleSetOf(stage: Stage): fc.Arbitrary<RuleSetResource> {
  // The second may name the first, so that references nest and end.
  const named = fc.record({ first: conditionsOf(stage, []), second: conditionsOf(stage, ['first']) });
  // Now and then enough of them for an index.
  const rules = fc.oneof(
    { weight: 6, arbitrary: fc.array(ruleOf(stage), { minLength: 1, maxLength: 5 }) },
    { weight: 1, arbitrary: fc.array(ruleOf(stage), { minLength: 24, maxLength: 40 }) },
  );
  const hitPolicy = fc.constantFrom(
    ...(stage === 'scoring' ? (['collect-sum'] as const) : (['first', 'collect'] as const)),
  );
  return fc.tuple(named, rules, hitPolicy, fc.boolean()).map(([conditions, list, policy, isShuffled]) => {
    const isFree = policy !== 'first' && (stage === 'scoring' || !isShuffled);
    const [only] = list;
    const numbered = list.map(({ priority, ...rule }, index): Rule => ({
      ...rule,
      name: `rule-${index}`,
      // Equal priorities are for rules that say the same, but where all count.
      ...(isFree ? { priority: priority ?? 1 } : { priority: 1 + ((index * 7) % 41) }),
      ...(isFree && stage !== 'scoring' && only !== undefined ? { event: only.event } : {}),
    }));
    return ruleSet(numbered, { stage, hitPolicy: policy, conditions });
  });
}

type Unnamed = Omit<Rule, 'name'>;

function ruleOf(stage: Stage): fc.Arbitrary<Unnamed> {
  const rule = fc.record({
    priority: fc.integer({ min: 1, max: 3 }),
    conditions: conditionsOf(stage, ['first', 'second']),
    event: fc.record({ type: fc.constantFrom(...eventTypes[stage]), params: paramsOf(stage) }),
  });
  return fc.tuple(rule, memoryOf(stage)).map(([plain, memory]) => ({ ...plain, ...memory }));
}

function memoryOf(stage: Stage): fc.Arbitrary<Partial<Rule>> {
  const inShadow = fc.constant({ mode: 'shadow' } as const);
  const timed = fc.oneof(
    fc.record({ for: fc.constantFrom('1ms', '2ms') }),
    fc.record({ keepFor: fc.constantFrom('1ms', '2ms') }),
    fc.record({ rate: fc.record({ times: fc.integer({ min: 1, max: 2 }), within: fc.constant('2ms') }) }),
  );
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: inShadow },
    ...(stage === 'phase' ? [{ weight: 1, arbitrary: timed }] : []),
  );
}

function paramsOf(stage: Stage): fc.Arbitrary<Raw> {
  const facts = Object.entries(factRegistry[stage]).filter(([, { reserved }]) => reserved !== true);
  const numbers = facts.filter(([, { type }]) => type === 'number').map(([name]) => name);
  const objects = facts.filter(([, { type }]) => type === 'object').map(([name]) => name);
  const whole = fc.record({ fact: fc.constantFrom(...facts.map(([name]) => name)) });
  const inside =
    objects.length === 0
      ? whole
      : fc.record({ fact: fc.constantFrom(...objects), path: fc.constantFrom('$.a', 'b.length') });
  if (stage !== 'scoring')
    return fc.record(
      { also: whole, why: fc.oneof(anyWord, fc.constant({ plain: [1, null] }), whole, inside) },
      { requiredKeys: [] },
    );
  const add = fc.oneof(anyNumber, fc.record({ fact: fc.constantFrom(...numbers) }), inside);
  return fc.record({ add, times: anyNumber }, { requiredKeys: ['add'] });
}
