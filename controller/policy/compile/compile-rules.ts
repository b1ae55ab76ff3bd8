import type { Rule, RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { defaultPriority } from '../load/check-order.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import { factRegistry } from '../stages/registry.ts';
import { timingOf, type Timing } from '../time/timing.ts';
import { createConditionCompiler } from './compile-condition.ts';
import { compileEvent, foldSaying, type Saying } from './compile-event.ts';
import { slotsOf } from './fact-slots.ts';
import { alwaysFalse, type Node } from './node.ts';
import { foldNode, type Known } from './fold-node.ts';

export interface CompiledRule {
  readonly name: string;
  readonly shadow: boolean;
  /** For a rule that remembers. */
  readonly timing: Timing | undefined;
  /** Whether its conditions are true now. */
  readonly node: Node;
  readonly saying: Saying;
}

/** Rules in the order of judgement: by priority, highest first, then as they were defined. */
export function compileRules({
  rules,
  named,
  spec,
}: Pick<ParsedRuleSet, 'rules' | 'named'> & { readonly spec: Pick<RuleSetSpec, 'stage'> }): readonly CompiledRule[] {
  const { stage } = spec;
  const place = { facts: factRegistry[stage], slots: slotsOf(stage) };
  const compile = createConditionCompiler(named, place);
  const ordered = rules.toSorted((a, b) => priorityOf(b.rule) - priorityOf(a.rule));
  return ordered.map(({ rule, condition }) => ({
    name: rule.name,
    shadow: rule.mode === 'shadow',
    // A stage without the fact has nowhere to keep it: a rule in shadow is judged there, and remembers nothing.
    timing: Object.hasOwn(place.facts, 'timers') ? timingOf(rule) : undefined,
    node: compile(condition),
    saying: compileEvent(rule, stage, place),
  }));
}

/** What is left of rules once what depends on known facts alone has been judged. Rules that remember stay, true or not. */
export function foldRules(rules: readonly CompiledRule[], known: Known): readonly CompiledRule[] {
  return rules.flatMap((rule) => {
    const node = foldNode(rule.node, known);
    if (node === alwaysFalse && rule.timing === undefined) return [];
    return [{ ...rule, node, saying: foldSaying(rule.saying, known) }];
  });
}

function priorityOf({ priority = defaultPriority }: Rule): number {
  return priority;
}
