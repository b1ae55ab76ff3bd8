import type { Region } from '../../regions/region.ts';
import { spend, type Budget } from '../budget.ts';
import { counterexampleIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import { firstUncovered } from '../first-uncovered.ts';
import { speaksAtOnce, type LintedRule, type LintView } from '../lint-view.ts';
import { createOverlapIndex, type OverlapIndex } from '../overlap-index.ts';

/** Rules of a set of `first` that never speak, since wherever they are true a rule that is judged before them is too. */
export function findShadowed(view: LintView, budget: Budget): readonly Finding[] {
  if (view.spec.hitPolicy !== 'first') return [];
  const earlier = createEarlier(view);
  const findings: Finding[] = [];
  const unknown: string[] = [];
  for (const [order, rule] of view.rules.entries()) {
    if (!canBeShadowed(rule)) continue;
    const covering = coverOf(rule, earlier.of(rule, order), budget);
    if (covering === 'unknown') unknown.push(rule.rule.name);
    else if (covering !== undefined) findings.push(finding(view, rule, covering));
  }
  return unknown.length === 0 ? findings : [...findings, notAnalysed(view, unknown)];
}

// One that is kept true after its conditions have gone may speak where they do not hold.
function canBeShadowed({ regions, timing }: LintedRule): boolean {
  return regions !== undefined && regions.length > 0 && (timing?.keepForMs ?? 0) === 0;
}

interface Cover {
  readonly rule: LintedRule;
  readonly region: Region;
}

/** The parts of rules that are judged before one, and may overlap it. */
function createEarlier({ rules }: LintView): { of(rule: LintedRule, order: number): readonly Cover[] } {
  const covers: Cover[] = [];
  const firstOf: number[] = [];
  for (const rule of rules) {
    firstOf.push(covers.length);
    if (speaksAtOnce(rule)) covers.push(...(rule.regions ?? []).map((region) => ({ rule, region })));
  }
  const index: OverlapIndex = createOverlapIndex(covers.map(({ region }) => region));
  return {
    of: ({ regions = [] }, order) => {
      const numbers = new Set(regions.flatMap((region) => index.candidates(region, firstOf[order])));
      return [...numbers].flatMap((number) => covers[number] ?? []);
    },
  };
}

const mostSteps = 2_000;

/** The rules that cover one; undefined when a part of it is free. */
function coverOf(
  { regions = [] }: LintedRule,
  earlier: readonly Cover[],
  budget: Budget,
): readonly string[] | 'unknown' | undefined {
  if (earlier.length === 0) return undefined;
  const own: Budget = { left: Math.min(mostSteps, budget.left) };
  const before = own.left;
  const parts = earlier.map(({ region }) => region);
  const found = regions.map((region) => firstUncovered(region, parts, own));
  spend(budget, before - Math.max(0, own.left));
  if (found.some((part) => part !== undefined && part !== 'unknown')) return undefined;
  if (found.includes('unknown')) return 'unknown';
  return fewest(regions, earlier);
}

// Without the rules that are not needed, so that the message names those that matter.
function fewest(regions: readonly Region[], earlier: readonly Cover[]): readonly string[] {
  let names = [...new Set(earlier.map(({ rule }) => rule.rule.name))];
  if (names.length > 12) return names;
  for (const name of names) {
    const others = names.filter((each) => each !== name);
    const parts = earlier.filter(({ rule }) => others.includes(rule.rule.name)).map(({ region }) => region);
    const budget: Budget = { left: mostSteps };
    if (regions.every((region) => firstUncovered(region, parts, budget) === undefined)) names = others;
  }
  return names;
}

function finding(view: LintView, { rule, at, regions = [] }: LintedRule, covering: readonly string[]): Finding {
  const counterexample = counterexampleIn(
    view,
    regions,
    `${rule.name} is true, and ${covering[0] ?? 'another rule'} speaks before it`,
    ({ hits }) => hits[0] !== undefined && hits[0].rule !== rule.name,
  );
  return {
    check: 'shadowed',
    severity: 'error',
    ruleSet: view.name,
    rule: rule.name,
    others: covering,
    at,
    message: `${rule.name} never speaks: wherever it is true, ${nameList(covering)} ${covering.length === 1 ? 'is' : 'are'} true too and judged first`,
    ...(counterexample === undefined ? {} : { counterexample }),
  };
}

function nameList(names: readonly string[]): string {
  return names.length <= 3 ? names.join(' or ') : `one of ${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function notAnalysed(view: LintView, names: readonly string[]): Finding {
  const [first = ''] = names;
  return {
    check: 'not-analysed',
    severity: 'info',
    ruleSet: view.name,
    at: ['rules'],
    message: `whether ${names.length === 1 ? first : `${names.length} rules, ${first} the first of them,`} can ever speak was not analysed: too much overlaps`,
  };
}
