import { ruleSetDigest } from '../catalog/kinds/rule-set-digest.ts';
import type { RuleSetResource } from '../catalog/kinds/kinds.ts';
import type { MaiosError } from '../errors/maios-error.ts';
import { createBundle } from './evaluate/create-bundle.ts';
import { parseRuleSet } from './load/parse-rule-set.ts';
import type { RuleBundle } from './verdict.ts';

export type LoadedRuleSet =
  | { readonly bundle: RuleBundle; readonly problems?: undefined }
  | { readonly bundle?: undefined; readonly problems: readonly MaiosError[] };

/**
 * A rule set ready to be evaluated, or all that is wrong with it (RULES_INVALID, at most twenty and a count of the rest).
 * The bundle keeps copies of all that it needs: later changes to the resource do not reach it.
 */
export function loadRuleSet(resource: RuleSetResource): LoadedRuleSet {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) return parsed;
  return { bundle: createBundle({ name: resource.metadata.name, digest: ruleSetDigest(resource.spec), parsed }) };
}

/** All that is wrong with a rule set, as `loadRuleSet` says it, without making it ready. */
export function checkRuleSet(resource: RuleSetResource): readonly MaiosError[] {
  const parsed = parseRuleSet(resource);
  return 'problems' in parsed ? parsed.problems : [];
}
