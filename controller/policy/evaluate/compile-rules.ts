import { Almanac, Engine, Rule as EngineRule, type TopLevelCondition } from 'json-rules-engine';
import { type Rule, type RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { operators } from '../conditions/operators.ts';
import { readPath } from '../conditions/path.ts';
import { type Facts, type FactTable } from '../facts.ts';
import { defaultPriority } from '../load/check-order.ts';

export interface CompiledRule {
  readonly rule: Rule;
  holds(almanac: Almanac): Promise<boolean>;
}

/** Rules in the order of judgement: by priority, highest first, then as they were defined. */
export function compileRules(spec: RuleSetSpec): readonly CompiledRule[] {
  const engine = createEngine(spec);
  const ordered = spec.rules.toSorted((a, b) => priorityOf(b) - priorityOf(a));
  return ordered.map((rule) => compileRule(rule, engine));
}

/** The facts of one evaluation, as json-rules-engine looks them up. */
export function createAlmanac(facts: Facts, table: FactTable): Almanac {
  const almanac = new Almanac({ allowUndefinedFacts: false, pathResolver: readPath });
  for (const name of Object.keys(table)) almanac.addFact(name, facts[name], { cache: false });
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

function compileRule(rule: Rule, engine: Engine): CompiledRule {
  const { name, conditions, event } = rule;
  const compiled: object = new EngineRule({
    name,
    conditions: copyConditions(conditions),
    event: { type: event.type },
  });
  if (!isEvaluable(compiled)) {
    throw new MaiosError('INTERNAL', 'expected a json-rules-engine whose rules evaluate themselves');
  }
  compiled.setEngine(engine);
  return { rule, holds: async (almanac) => (await compiled.evaluate(almanac)).result === true };
}

// json-rules-engine writes into the conditions that it is given (`priority`), so it gets a copy of its own;
// they have just passed our checks, which are stricter than its type.
function copyConditions(conditions: Rule['conditions']): TopLevelCondition {
  return JSON.parse(JSON.stringify(conditions)) as TopLevelCondition;
}

function priorityOf({ priority = defaultPriority }: Rule): number {
  return priority;
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
