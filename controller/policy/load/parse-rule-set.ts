import type { Rule, RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import type { Condition } from '../conditions/condition.ts';
import { isFactValue, isRecord, isShallow, maxLevels } from '../conditions/json.ts';
import { frozenCopy } from '../freeze.ts';
import { factRegistry } from '../stages/registry.ts';
import { checkEvent } from './check-event.ts';
import { checkOrder } from './check-order.ts';
import { checkReferences } from './check-references.ts';
import { checkSize } from './check-size.ts';
import { checkTiming } from './check-timing.ts';
import { checkTests } from './check-tests.ts';
import { parseRoot } from './parse-condition.ts';
import type { ParseContext } from './parse-context.ts';
import { createProblems, type Problems, type Segments } from './problems.ts';

/** A rule whose conditions passed every check. */
export interface ParsedRule {
  /** With a copy of its event that nothing changes. */
  readonly rule: Rule;
  /** Where its conditions are, below the spec. */
  readonly at: Segments;
  readonly condition: Condition;
}

export interface ParsedRuleSet {
  readonly spec: RuleSetSpec;
  /** In the order of definition. */
  readonly rules: readonly ParsedRule[];
  /** The conditions that rules refer to by name. */
  readonly named: ReadonlyMap<string, Condition>;
}

/** Reads a rule set with every check that can be made before there are facts. Problems are RULES_INVALID. */
export function parseRuleSet(resource: RuleSetResource): ParsedRuleSet | { readonly problems: readonly MaiosError[] } {
  const { spec } = resource;
  const problems = createProblems({
    resource: `RuleSet/${resource.metadata.name}`,
    ruleAt: ([list, index]) => (list === 'rules' && typeof index === 'number' ? spec.rules[index]?.name : undefined),
  });
  checkNesting(spec, problems);
  if (problems.list().length > 0) return { problems: problems.list() };
  checkOrder(spec, problems);
  checkTests(spec, problems);
  const context = contextOf(spec, problems);
  const named = parseNamed(spec, context);
  const end = checkReferences(named, problems);
  const rules = spec.rules.flatMap((rule, index) => parseRule(rule, index, context));
  if (end) checkSize(rules, named, problems);
  const found = problems.list();
  return found.length > 0 ? { problems: found } : { spec, rules, named };
}

// Deeper ones could be neither told apart by digest nor copied. Conditions are read level by level, and say so themselves.
function checkNesting({ rules, tests }: RuleSetSpec, problems: Problems): void {
  const message = `expected at most ${maxLevels} levels, found more`;
  for (const [index, { event }] of rules.entries()) {
    if (!isShallow(event)) problems.add(['rules', index, 'event'], message);
  }
  if (!isShallow(tests)) problems.add(['tests'], message);
}

function contextOf({ stage, conditions = {} }: RuleSetSpec, problems: Problems): ParseContext {
  return { stage, facts: factRegistry[stage], named: new Set(Object.keys(conditions)), problems };
}

function parseNamed({ conditions = {} }: RuleSetSpec, context: ParseContext): ReadonlyMap<string, Condition> {
  const named = new Map<string, Condition>();
  for (const [name, raw] of Object.entries(conditions)) {
    const condition = parseRoot(raw, ['conditions', name], context);
    if (condition !== undefined) named.set(name, condition);
  }
  return named;
}

function parseRule(rule: Rule, index: number, context: ParseContext): readonly ParsedRule[] {
  const at = ['rules', index, 'conditions'];
  const condition = parseRoot(rule.conditions, at, context);
  checkEvent(rule.event, ['rules', index, 'event'], context);
  checkTiming(rule, ['rules', index], context);
  return condition === undefined ? [] : [{ rule: { ...rule, event: copyEvent(rule.event) }, at, condition }];
}

function copyEvent({ type, params }: Rule['event']): Rule['event'] {
  const copy = isFactValue(params) ? frozenCopy(params) : undefined;
  return isRecord(copy) ? { type, params: copy } : { type };
}
