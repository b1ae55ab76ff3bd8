import { canonicalJson, digestOf } from './digest.ts';
import type { RuleSetSpec } from './rule-set.ts';

/** sha256, in hex, of what decides: the canonical JSON of a rule set without its tests. */
export function ruleSetDigest(spec: RuleSetSpec): string {
  return digestOf(decidingPart(spec));
}

/** The text that the digest is of. */
export function ruleSetText(spec: RuleSetSpec): string {
  return canonicalJson(decidingPart(spec));
}

// A case more or less changes no decision, and no revision that a decision names.
function decidingPart({ tests: _tests, ...deciding }: RuleSetSpec): Omit<RuleSetSpec, 'tests'> {
  return deciding;
}
