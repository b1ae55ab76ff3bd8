import type { Rule } from '../../../catalog/kinds/rule-set.ts';
import type { Facts } from '../../facts.ts';
import type { ParsedRule } from '../../load/parse-rule-set.ts';
import { meet, subtractAll, type Region } from '../../regions/region.ts';
import { regionsOf } from '../../regions/regions-of.ts';
import { findFacts, type Found } from '../find-facts.ts';
import type { Ground } from '../ground.ts';
import { mayFault } from '../may-fault.ts';
import type { Mutant } from './mutants-of.ts';

const mostRegions = 512;

/**
 * Facts over which a mutant comes out otherwise than the rule set does, as `tells` says of them. Not possible where it is
 * shown that there are none: the mutant means the same.
 */
export function tellingFacts(mutant: Mutant, ground: Ground, tells: (facts: Facts) => boolean): Found {
  // Over what cannot be judged, two conditions that are true alike may differ after all.
  let possible = mutant.ofCondition || mutant.swaps ? hasFaults(mutant, ground) : false;
  for (const { rule, regions } of mutant.swaps ? swapped(mutant, ground) : changed(mutant, ground)) {
    if (regions === undefined) possible = true;
    else {
      const found = findFacts(regions, rule, ground, tells);
      if (found.facts !== undefined) return found;
      possible ||= found.possible;
    }
  }
  return { possible: possible || mayTellLater(mutant, ground) };
}

/**
 * Whether a rule that remembers may come out otherwise over other facts than those that it is about: what was true while
 * another rule decided counts later, and what is kept is said when it is not true any more.
 */
function mayTellLater(mutant: Mutant, ground: Ground): boolean {
  const before = ground.parsed.rules.filter(({ rule }) => mutant.rules.has(rule.name));
  const all = [...before, ...mutant.rules.values()].map(({ rule }) => rule);
  const remembers = all.some((rule) => rule.keepFor !== undefined || (mutant.ofCondition && isDelayed(rule)));
  if (!remembers) return false;
  // In changing places both have a say; else a change that is nowhere is none.
  if (mutant.swaps) return before.every(({ condition }) => ground.regionsFor(condition)?.length !== 0);
  return changed(mutant, ground).some(({ regions }) => regions?.length !== 0);
}

function isDelayed(rule: Rule): boolean {
  return rule.for !== undefined || rule.rate !== undefined;
}

function hasFaults({ rules, named }: Mutant, { parsed }: Ground): boolean {
  const before = parsed.rules.filter(({ rule }) => rules.has(rule.name));
  return (
    before.some(({ condition }) => mayFault(condition, parsed)) ||
    [...rules.values()].some(({ condition }) => mayFault(condition, { ...parsed, named }))
  );
}

/** Where one rule may come out otherwise; undefined where that cannot be told. */
interface Part {
  readonly rule: ParsedRule;
  readonly regions: readonly Region[] | undefined;
}

function changed(mutant: Mutant, ground: Ground): readonly Part[] {
  return ground.parsed.rules
    .filter(({ rule }) => mutant.rules.has(rule.name))
    .map((rule) => ({ rule, regions: changedRegions(rule, mutant, ground) }));
}

function changedRegions(rule: ParsedRule, mutant: Mutant, ground: Ground): readonly Region[] | undefined {
  const before = ground.regionsFor(rule.condition);
  if (!mutant.ofCondition || before === undefined) return before;
  const condition = mutant.rules.get(rule.rule.name)?.condition ?? rule.condition;
  const after = regionsOf(condition, { space: ground.space, named: mutant.named });
  const lost = after === undefined ? undefined : subtractAll(before, after, mostRegions);
  const won = after === undefined ? undefined : subtractAll(after, before, mostRegions);
  return lost === undefined || won === undefined ? undefined : [...lost, ...won];
}

// In the order of two rules only that counts of which both are true.
function swapped(mutant: Mutant, ground: Ground): readonly Part[] {
  const [first, second] = ground.parsed.rules
    .filter(({ rule }) => mutant.rules.has(rule.name))
    .toSorted((a, b) => ground.placeOf(a) - ground.placeOf(b));
  if (first === undefined || second === undefined) return [];
  const [a, b] = [ground.regionsFor(first.condition), ground.regionsFor(second.condition)];
  const both = a?.flatMap((one) => (b ?? []).map((other) => meet(one, other)).filter((region) => region !== undefined));
  return [{ rule: first, regions: b === undefined ? undefined : both }];
}
