import { canonicalJson } from '../../../catalog/kinds/digest.ts';
import { containsRegion, meet, type Region } from '../../regions/region.ts';
import { spend, type Budget } from '../budget.ts';
import { counterexampleIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import type { LintedRule, LintView } from '../lint-view.ts';
import { createOverlapIndex } from '../overlap-index.ts';

/**
 * Pairs of rules that answer one question differently: they look at the same facts, can be true together, and neither is
 * the special case of the other, so that nothing but a number decides. Equal priorities are refused at load already, and
 * scores add up. Rules that look at different facts have different reasons, and then the priority is the meaning.
 */
export function findConflicting(view: LintView, budget: Budget): readonly Finding[] {
  if (view.spec.hitPolicy === 'collect-sum') return [];
  const findings = new Map<string, Finding>();
  for (const { before, after, both } of overlaps(view)) {
    const pair = `${before.rule.name} ${after.rule.name}`;
    if (findings.size >= mostFindings || !spend(budget)) return [...findings.values(), notAnalysed(view)];
    if (findings.has(pair) || !overlapsInPart(before, after)) continue;
    const found = finding(view, before, after, both());
    if (found !== undefined) findings.set(pair, found);
  }
  return [...findings.values()];
}

interface Overlap {
  readonly before: LintedRule;
  readonly after: LintedRule;
  /** Where a part of the one and a part of the other meet; undefined where they do not after all. */
  readonly both: () => Region | undefined;
}

/** Parts of rules that say different things and may have facts in common. */
function* overlaps(view: LintView): Generator<Overlap> {
  const parts = view.rules
    .filter(isCertain)
    .flatMap((rule) => (rule.regions ?? []).map((region) => ({ rule, region })));
  const index = createOverlapIndex(parts.map(({ region }) => region));
  for (const [number, { rule, region }] of parts.entries()) {
    for (const other of index.candidates(region, number)) {
      const before = parts[other];
      if (before === undefined || !saysOtherwise(before.rule, rule)) continue;
      yield { before: before.rule, after: rule, both: () => meet(before.region, region) };
    }
  }
}

const mostFindings = 20;

// A rule in shadow says nothing, and one that waits may never be true at the time that the other one is.
function isCertain({ isEnforced, timing }: LintedRule): boolean {
  return isEnforced && timing === undefined;
}

function saysOtherwise(a: LintedRule, b: LintedRule): boolean {
  return a.rule.event.type !== b.rule.event.type;
}

/** Both look at the same facts, so that they are two answers to one question, and neither is inside of the other. */
function overlapsInPart(a: LintedRule, b: LintedRule): boolean {
  const [one = [], two = []] = [a.regions, b.regions];
  if (one.length > 4 || two.length > 4) return false;
  return canonicalJson(factsOf(one)) === canonicalJson(factsOf(two)) && !isInside(one, two) && !isInside(two, one);
}

function factsOf(regions: readonly Region[]): readonly string[] {
  return [...new Set(regions.flatMap((region) => [...region.keys()]))].toSorted();
}

function isInside(inner: readonly Region[], outer: readonly Region[]): boolean {
  return inner.every((region) => outer.some((other) => containsRegion(other, region)));
}

function finding(view: LintView, a: LintedRule, b: LintedRule, both: Region | undefined): Finding | undefined {
  if (both === undefined) return undefined;
  const [one, two] = [a.rule.name, b.rule.name];
  const counterexample = counterexampleIn(
    view,
    [both],
    `${one} and ${two} are both true`,
    ({ hits }) => hits[0]?.rule === one,
  );
  if (counterexample === undefined) return undefined;
  const [says, saysToo] = [a.rule.event.type, b.rule.event.type];
  return {
    check: 'conflicting',
    severity: 'warning',
    ruleSet: view.name,
    rule: two,
    others: [one],
    at: b.at,
    message: `${one} says ${says} and ${two} says ${saysToo} of the same facts; neither is the special case, and only their priorities decide`,
    counterexample,
  };
}

function notAnalysed(view: LintView): Finding {
  return {
    check: 'not-analysed',
    severity: 'info',
    ruleSet: view.name,
    at: ['rules'],
    message: `more than ${mostFindings} pairs of rules conflict, or too many overlap; the others were not analysed`,
  };
}
