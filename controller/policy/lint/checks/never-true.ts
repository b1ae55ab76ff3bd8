import type { Condition } from '../../conditions/condition.ts';
import { type Region, meet, wholeSpace } from '../../regions/region.ts';
import { regionsOf, type RegionContext } from '../../regions/regions-of.ts';
import { counterexampleIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import type { LintedRule, LintView } from '../lint-view.ts';
import { wordsOfCondition } from '../words-of-condition.ts';

/** Rules whose conditions exclude one another. */
export function findNeverTrue(view: LintView): readonly Finding[] {
  return view.rules.filter(({ regions }) => regions?.length === 0).map((rule) => finding(view, rule));
}

function finding(view: LintView, { rule, at, condition }: LintedRule): Finding {
  const clash = clashOf(condition, view.context);
  const last = clash.at(-1);
  const counterexample = nearMiss(view, rule.name, clash);
  return {
    check: 'never-true',
    severity: 'error',
    ruleSet: view.name,
    rule: rule.name,
    at: last?.at ?? at,
    message: `${rule.name} is never true: ${reason(clash)}`,
    ...(counterexample === undefined ? {} : { counterexample }),
  };
}

function reason(clash: readonly Condition[]): string {
  const words = clash.map((condition) => wordsOfCondition(condition));
  return words.length === 1 ? `no facts make ${words[0]}` : `no facts make all of it so: ${words.join('; ')}`;
}

/** As few members as possible that cannot be true together. */
function clashOf(condition: Condition, context: RegionContext): readonly Condition[] {
  const members = membersOf(condition, context);
  let clash = members;
  for (const member of members) {
    const others = clash.filter((each) => each !== member);
    if (others.length > 0 && regionsOfAll(others, context)?.length === 0) clash = others;
  }
  return clash;
}

function membersOf(condition: Condition, context: RegionContext): readonly Condition[] {
  if (condition.kind === 'all') return condition.of.flatMap((member) => membersOf(member, context));
  const target = condition.kind === 'reference' ? context.named.get(condition.name) : undefined;
  return target?.kind === 'all' ? membersOf(target, context) : [condition];
}

function regionsOfAll(members: readonly Condition[], context: RegionContext): readonly Region[] | undefined {
  let found: readonly Region[] = [wholeSpace];
  for (const member of members) {
    const regions = regionsOf(member, context);
    if (regions === undefined || found.length * regions.length > 4096) return undefined;
    found = found.flatMap((one) => regions.map((other) => meet(one, other)).filter((both) => both !== undefined));
  }
  return found;
}

// All but one of the members that clash: as near as facts can come.
function nearMiss(view: LintView, rule: string, clash: readonly Condition[]) {
  const regions = regionsOfAll(clash.slice(0, -1), view.context) ?? [];
  return counterexampleIn(view, regions, `nothing makes ${rule} true`, ({ hits }) =>
    hits.every((hit) => hit.rule !== rule),
  );
}
