import { digestOf } from '../catalog/kinds/digest.ts';
import { type RuleSetResource } from '../catalog/kinds/kinds.ts';
import { type MaiosError } from '../errors/maios-error.ts';
import { createBundle } from './evaluate/create-bundle.ts';
import { deepFreeze } from './freeze.ts';
import { parseRuleSet } from './load/parse-rule-set.ts';
import { type RuleBundle } from './verdict.ts';

export type LoadedRuleSet =
  | { readonly bundle: RuleBundle; readonly problems?: undefined }
  | { readonly bundle?: undefined; readonly problems: readonly MaiosError[] };

/**
 * A rule set ready to be evaluated, or all that is wrong with it (RULES_INVALID, at most twenty and a count of the rest).
 * The bundle keeps a frozen copy: later changes to the resource do not reach it.
 */
export function loadRuleSet(resource: RuleSetResource): LoadedRuleSet {
  const checked = parseRuleSet(resource);
  if ('problems' in checked) return checked;
  // Only what is known to nest no deeper than allowed can be copied without fear for the stack.
  const parsed = parseRuleSet({ ...resource, spec: deepFreeze(structuredClone(resource.spec)) });
  if ('problems' in parsed) return parsed;
  return { bundle: createBundle({ name: resource.metadata.name, digest: digestOf(parsed.spec), parsed }) };
}
