import { type RuleSetResource } from '../../catalog/kinds/kinds.ts';
import { type ReadRuleSet } from './read-rule-sets.ts';

/** Two revisions of a rule set; without `old`, the one in force stands for it. */
export interface RuleSetPair {
  readonly old?: RuleSetResource;
  readonly new: RuleSetResource;
}

export interface RuleSetPairs {
  readonly pairs: readonly RuleSetPair[];
  /** Names that only one side has. */
  readonly unpaired: readonly string[];
}

/**
 * Puts together what has one name. Of two single rule sets nobody else can be meant, whatever their names: whoever
 * compares them says that they differ.
 */
export function pairRuleSets(old: readonly ReadRuleSet[] | undefined, next: readonly ReadRuleSet[]): RuleSetPairs {
  if (old === undefined) return { pairs: next.map(({ resource }) => ({ new: resource })), unpaired: [] };
  const [first] = old;
  const [only] = next;
  if (old.length === 1 && next.length === 1 && first !== undefined && only !== undefined) {
    return { pairs: [{ old: first.resource, new: only.resource }], unpaired: [] };
  }
  const byName = new Map(old.map(({ resource }) => [resource.metadata.name, resource]));
  const pairs = next.flatMap(({ resource }) => {
    const before = byName.get(resource.metadata.name);
    return before === undefined ? [] : [{ old: before, new: resource }];
  });
  const paired = new Set(pairs.map((pair) => pair.new.metadata.name));
  const names = [...old, ...next].map(({ resource }) => resource.metadata.name);
  return { pairs, unpaired: [...new Set(names)].filter((name) => !paired.has(name)) };
}
