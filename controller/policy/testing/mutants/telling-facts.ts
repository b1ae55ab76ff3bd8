import { type Facts } from '../../facts.ts';
import { type ParsedRule, type ParsedRuleSet } from '../../load/parse-rule-set.ts';
import { factsIn } from '../../regions/facts-in.ts';
import { meet, subtractAll, type Region } from '../../regions/region.ts';
import { regionsOf } from '../../regions/regions-of.ts';
import { type Space } from '../../regions/space.ts';
import { timingOf } from '../../time/timing.ts';
import { inOrder } from '../in-order.ts';
import { notDecidedBefore, type Left } from '../not-decided-before.ts';
import { type Mutant } from './mutants-of.ts';

/**
 * Snapshots in which a mutant may come out otherwise than the rule set does. `none`: there is no such snapshot, so that
 * the mutant means the same; undecided where the regions are too many to tell.
 */
export type Telling =
  | { readonly kind: 'none' }
  | { readonly kind: 'some' | 'undecided'; readonly facts: readonly Facts[] };

const mostRegions = 512;
const mostFacts = 12;

/** For a mutant of these rules; the space is one of their stage. `base` is what the snapshots are to look like. */
export function tellingFacts(mutant: Mutant, parsed: ParsedRuleSet, space: Space, base: Facts): Telling {
  const parts = mutant.rules.size === 2 && !mutant.ofCondition ? [swapPart(mutant, parsed, space)] : rulePartsOf();
  const facts = parts
    .flatMap(({ regions }) => regions)
    .slice(0, mostFacts)
    .map((region) => factsIn(region, space, base))
    .filter((found) => found !== undefined);
  if (parts.some(({ isWhole }) => !isWhole)) return { kind: 'undecided', facts };
  return parts.every(({ regions }) => regions.length === 0) ? { kind: 'none' } : { kind: 'some', facts };

  function rulePartsOf(): readonly Left[] {
    return [...mutant.rules.keys()].map((name) => rulePart(name, mutant, parsed, space));
  }
}

/** Where one rule comes out otherwise and counts, when that cannot be told. */
const unknown: Left = { regions: [], isWhole: false };

function rulePart(name: string, mutant: Mutant, parsed: ParsedRuleSet, space: Space): Left {
  const before = parsed.rules.find(({ rule }) => rule.name === name);
  const after = mutant.rules.get(name);
  if (before === undefined || after === undefined) return unknown;
  const old = regionsOf(before.condition, { space, named: parsed.named });
  if (old === undefined) return unknown;
  if (!mutant.ofCondition) return reached(old, before, mutant, parsed, space);
  const now = regionsOf(after.condition, { space, named: mutant.named });
  const lost = now === undefined ? undefined : subtractAll(old, now, mostRegions);
  const won = now === undefined ? undefined : subtractAll(now, old, mostRegions);
  if (lost === undefined || won === undefined) return unknown;
  return reached([...lost, ...won], before, mutant, parsed, space);
}

// In the order of two rules only that counts of which both are true.
function swapPart(mutant: Mutant, parsed: ParsedRuleSet, space: Space): Left {
  const [first, second] = inOrder(parsed.rules).filter(({ rule }) => mutant.rules.has(rule.name));
  if (first === undefined || second === undefined) return unknown;
  const [a, b] = [first, second].map(({ condition }) => regionsOf(condition, { space, named: parsed.named }));
  if (a === undefined || b === undefined) return unknown;
  const both = a.flatMap((one) => b.map((other) => meet(one, other)).filter((region) => region !== undefined));
  return reached(both, first, mutant, parsed, space);
}

// What a rule remembers counts later on, whoever decides now.
function reached(
  regions: readonly Region[],
  rule: ParsedRule,
  mutant: Mutant,
  parsed: ParsedRuleSet,
  space: Space,
): Left {
  if (timingOf(rule.rule) !== undefined) return { regions, isWhole: true };
  return notDecidedBefore(regions, rule, parsed, space, mutant.named);
}
