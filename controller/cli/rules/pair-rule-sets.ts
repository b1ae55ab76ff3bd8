import type { ReadRuleSet } from './read-rule-sets.ts';

/** Two revisions of a rule set; without `old`, the one in force stands for it. */
export interface RuleSetPair {
  readonly old?: ReadRuleSet;
  readonly new: ReadRuleSet;
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
  if (old === undefined) return { pairs: next.map((each) => ({ new: each })), unpaired: [] };
  const [first] = old;
  const [only] = next;
  if (old.length === 1 && next.length === 1 && first !== undefined && only !== undefined) {
    return { pairs: [{ old: first, new: only }], unpaired: [] };
  }
  const byName = new Map(old.map((each) => [nameOf(each), each]));
  const pairs = next.flatMap((each) => {
    const before = byName.get(nameOf(each));
    return before === undefined ? [] : [{ old: before, new: each }];
  });
  const paired = new Set(pairs.map((pair) => nameOf(pair.new)));
  const names = new Set([...old, ...next].map(nameOf));
  return { pairs, unpaired: [...names].filter((name) => !paired.has(name)) };
}

function nameOf({ resource }: ReadRuleSet): string {
  return resource.metadata.name;
}
