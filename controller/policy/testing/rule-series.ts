import type { Rule, RuleTest, RuleTestStep } from '../../catalog/kinds/rule-set.ts';
import type { Facts } from '../facts.ts';
import type { ParsedRule } from '../load/parse-rule-set.ts';
import { regionsOf } from '../regions/regions-of.ts';
import { durationMs, durationText } from '../time/duration.ts';
import type { RuleBundle } from '../verdict.ts';
import { changedFacts, fewestFacts } from './changed-facts.ts';
import { expectationOf, type Watched } from './case-of.ts';
import { findFacts } from './find-facts.ts';
import type { Ground } from './ground.ts';
import { runCase } from './run-case.ts';
import { truthOf } from './truth-of.ts';

// As many as a case may have.
const mostSteps = 200;

/**
 * Series in which the conditions of a rule become true as often as its rate asks, stay so for as long as it waits, and
 * cease for as long as it is kept; and one in which the last time comes when the window of its rate has passed. For a rule
 * as it is and as it might be, with every wait of either. Nothing is expected yet.
 */
export function ruleSeries(rule: ParsedRule, variants: readonly Rule[], ground: Ground): readonly RuleTest[] {
  const on = factsWhere(rule, true, ground, ground.base);
  const off = on === undefined ? undefined : factsWhere(rule, false, ground, on);
  if (on === undefined || off === undefined) return [];
  const rise = { facts: { ...changedFacts(on, off) } };
  const fall = { after: '1s', facts: { ...changedFacts(off, on) } };
  const facts = { ...changedFacts(on, ground.base) };
  const again = { after: '1s', ...rise };
  const more = Math.max(1, ...variants.map(({ rate }) => rate?.times ?? 1)) - 1;
  const held = [
    ...Array.from({ length: more }, () => [fall, again]).flat(),
    ...waits(variants.map((each) => each.for)),
    fall,
    ...waits(variants.map(({ keepFor }) => keepFor)),
  ];
  const windows = waits(variants.map(({ rate }) => rate?.within)).slice(0, 1);
  const late = [
    ...Array.from({ length: more - 1 }, () => [fall, again]).flat(),
    fall,
    ...windows.map((each) => ({ ...each, ...rise })),
  ];
  const name = `${rule.rule.name} over time`;
  return [
    { name, facts, series: [{}, ...held].slice(0, mostSteps) },
    ...(windows.length > 0 && more > 0
      ? [{ name: `${name}, too late`, facts, series: [{}, ...late].slice(0, mostSteps) }]
      : []),
  ];
}

function factsWhere(rule: ParsedRule, wanted: boolean, ground: Ground, like: Facts): Facts | undefined {
  const { space, parsed } = ground;
  const shows = (facts: Facts): boolean =>
    truthOf(rule.condition, facts, parsed.named) === wanted && ground.deciderBefore(rule, facts) === undefined;
  const regions = regionsOf(rule.condition, { space, named: parsed.named }, wanted) ?? [];
  const { facts } = findFacts(regions, rule, { ...ground, base: like }, shows);
  return facts === undefined ? undefined : fewestFacts(facts, like, shows);
}

/** One step to each of the times, in rising order. */
function waits(texts: readonly (string | undefined)[]): readonly RuleTestStep[] {
  const times = [...new Set(texts.filter((text) => text !== undefined).map(durationMs))].toSorted((a, b) => a - b);
  return times.map((ms, index) => ({ after: durationText(ms - (times[index - 1] ?? 0)) }));
}

/** The same series with each step expecting what the rules say now. */
export function withExpectations(test: RuleTest, bundle: RuleBundle, watchedAt: (step: number) => Watched): RuleTest {
  const found = runCase(test, bundle).map(({ verdict }, step) => ({ ...expectationOf(verdict, watchedAt(step)) }));
  const series = test.series?.map((step, index) => ({ ...step, expect: found[index] ?? {} }));
  return { ...test, ...(series === undefined ? {} : { series }) };
}
