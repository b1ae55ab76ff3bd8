import { Almanac, Engine, Rule as EngineRule, type TopLevelCondition } from 'json-rules-engine';
import type { Rule, RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { operators } from '../conditions/operators.ts';
import { readPath } from '../conditions/path.ts';
import type { Facts } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';

/** Whether the conditions of each rule are true, by name; an Error where json-rules-engine could not say. */
export type ReferenceJudgement = ReadonlyMap<string, boolean | Error>;

/** The conditions of a rule set as json-rules-engine judges them: what our own evaluator is held against. */
export interface ReferenceEvaluator {
  judge(facts: Facts): Promise<ReferenceJudgement>;
}

/** For a rule set that passed the checks at load. `for`, `keepFor`, `rate`, `mode` and hit policies are not known to it. */
export function createReferenceEvaluator(spec: RuleSetSpec): ReferenceEvaluator {
  const engine = createEngine(spec);
  const rules = spec.rules.map((rule) => ({ name: rule.name, evaluable: evaluableOf(rule, engine) }));
  const names = Object.keys(factRegistry[spec.stage]);
  return {
    judge: async (facts) => {
      const almanac = createAlmanac(facts, names);
      const judged = new Map<string, boolean | Error>();
      for (const { name, evaluable } of rules) judged.set(name, await isolated(evaluable, almanac));
      return judged;
    },
  };
}

async function isolated(rule: Evaluable, almanac: Almanac): Promise<boolean | Error> {
  try {
    return (await rule.evaluate(almanac)).result === true;
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

function createAlmanac(facts: Facts, names: readonly string[]): Almanac {
  const almanac = new Almanac({ allowUndefinedFacts: false, pathResolver: readPath });
  for (const name of names) almanac.addFact(name, facts[name], { cache: false });
  return almanac;
}

// The engine only holds operators and named conditions. `Engine.run` is never called: overlapping runs of one engine
// silently lose rules (json-rules-engine #303), while a rule evaluated by itself shares nothing with any other.
function createEngine({ conditions = {} }: RuleSetSpec): Engine {
  const engine = new Engine([], { allowUndefinedFacts: false, pathResolver: readPath });
  for (const [name, holds] of Object.entries(operators)) engine.addOperator(name, holds);
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, copyConditions(condition));
  return engine;
}

function evaluableOf({ name, conditions, event }: Rule, engine: Engine): Evaluable {
  const rule: object = new EngineRule({ name, conditions: copyConditions(conditions), event: { type: event.type } });
  if (!isEvaluable(rule)) {
    throw new MaiosError('INTERNAL', 'expected a json-rules-engine whose rules evaluate themselves');
  }
  rule.setEngine(engine);
  return rule;
}

// json-rules-engine writes into the conditions that it is given (`priority`), so it gets a copy of its own;
// they have just passed our checks, which are stricter than its type.
function copyConditions(conditions: Rule['conditions']): TopLevelCondition {
  return JSON.parse(JSON.stringify(conditions)) as TopLevelCondition;
}

// Both are public in the source of json-rules-engine 7 and missing from its types.
interface Evaluable {
  setEngine(engine: Engine): unknown;
  evaluate(almanac: Almanac): Promise<{ readonly result: unknown }>;
}

function isEvaluable(rule: object): rule is Evaluable {
  return (
    'setEngine' in rule &&
    typeof rule.setEngine === 'function' &&
    'evaluate' in rule &&
    typeof rule.evaluate === 'function'
  );
}
