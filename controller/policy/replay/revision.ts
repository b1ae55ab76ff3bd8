import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import { loadRuleSet } from '../load-rule-set.ts';
import { parseRuleSet, type ParsedRule, type ParsedRuleSet } from '../load/parse-rule-set.ts';
import type { RuleBundle } from '../verdict.ts';
import type { RuleChanges } from './changed-rules.ts';

/** One of the two rule sets of a replay, ready to be evaluated. */
export interface Revision {
  readonly bundle: RuleBundle;
  readonly parsed: ParsedRuleSet;
  readonly rules: ReadonlyMap<string, ParsedRule>;
}

/** Fails with the first problem (RULES_INVALID) of a rule set that is not sound. */
export function loadRevision(resource: RuleSetResource): Revision {
  const loaded = loadRuleSet(resource);
  const parsed = parseRuleSet(resource);
  if (loaded.bundle === undefined) throw loaded.problems[0] ?? new TypeError('expected a problem');
  if ('problems' in parsed) throw parsed.problems[0] ?? new TypeError('expected a problem');
  return { bundle: loaded.bundle, parsed, rules: new Map(parsed.rules.map((each) => [each.rule.name, each])) };
}

/** Its changed rules alone; undefined when it has none of them. */
export function changedPart(resource: RuleSetResource, changes: RuleChanges): RuleBundle | undefined {
  const rules = resource.spec.rules.filter(({ name }) => changes.has(name));
  if (rules.length === 0) return undefined;
  return loadRevision({ ...resource, spec: { ...resource.spec, rules } }).bundle;
}
