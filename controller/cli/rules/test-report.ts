import type { RuleTest } from '../../catalog/kinds/rule-set.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { JsonPath } from '../../catalog/parse/json-path.ts';
import { formatPlace } from '../../errors/maios-error.ts';
import { parseRuleSet, type ParsedRuleSet } from '../../policy/load/parse-rule-set.ts';
import { boundaryCases } from '../../policy/testing/boundary-cases.ts';
import { caseName, caseOf } from '../../policy/testing/case-of.ts';
import { comparisonText } from '../../policy/testing/comparison-text.ts';
import { measureCoverage, type Gap } from '../../policy/testing/coverage-gaps.ts';
import { mutationScore, type Survivor } from '../../policy/testing/mutants/mutation-score.ts';
import { sampleFacts } from '../../policy/testing/sample-facts.ts';
import { testRuleSet, type CaseResult } from '../../policy/testing/test-rule-set.ts';
import type { ReadRuleSet } from './read-rule-sets.ts';

/** What `maios rules test` says of one rule set; `-o json` prints just this. */
export interface TestReport {
  readonly ruleSet: string;
  readonly cases: number;
  readonly failed: readonly FailedCase[];
  readonly coverage?: CoverageReport;
  readonly mutation?: MutationReport;
  /** Cases on both sides of every comparison that the rule set does not have yet. */
  readonly generated?: readonly RuleTest[];
}

export interface FailedCase {
  readonly name: string;
  /** `file:line:column` */
  readonly place: string;
  readonly messages: readonly { readonly place: string; readonly message: string }[];
}

export interface CoverageReport {
  /** Outcomes of comparisons, true and false, that the cases saw, and that can come about. */
  readonly seen: number;
  readonly possible: number;
  /** `seen` by `possible`, 0 to 1. */
  readonly share: number;
  readonly gaps: readonly GapReport[];
  readonly impossible: readonly GapReport[];
  readonly neverFired: readonly string[];
}

export interface GapReport {
  readonly place: string;
  /** The rule or the named condition. */
  readonly of: string;
  readonly comparison: string;
  /** What it was never seen to be. */
  readonly outcome: boolean;
  /** A case that would show it. */
  readonly case?: RuleTest;
}

export interface MutationReport {
  readonly killed: number;
  readonly equivalent: number;
  readonly total: number;
  /** 0 to 1. */
  readonly score: number;
  readonly survivors: readonly SurvivorReport[];
}

export interface SurvivorReport {
  readonly place: string;
  readonly of: string;
  readonly what: string;
  /** A case that would notice it. */
  readonly case?: RuleTest;
}

export interface Wanted {
  readonly coverage: boolean;
  readonly mutate: boolean;
  readonly generate: boolean;
}

/** Runs the cases of a rule set and measures what was asked for; while a case fails, no faults are planted. */
export function reportTests({ resource, locate }: ReadRuleSet, wanted: Wanted): TestReport {
  const placeOf = (at: JsonPath): string => formatPlace(locate(['spec', ...at]));
  const report = testRuleSet(resource);
  const parsed = parseRuleSet(resource);
  if (report.problems !== undefined) throw report.problems[0] ?? new TypeError('expected a problem');
  if ('problems' in parsed) throw parsed.problems[0] ?? new TypeError('expected a problem');
  const { results } = report;
  const failed = results.filter(({ passed }) => !passed);
  const context = { resource, parsed, results, placeOf };
  return {
    ruleSet: resource.metadata.name,
    cases: results.length,
    failed: failed.map((result) => failedCase(result, placeOf)),
    ...(wanted.coverage ? { coverage: coverageReport(context) } : {}),
    ...(wanted.mutate && failed.length === 0 ? { mutation: mutationReport(context) } : {}),
    ...(wanted.generate ? { generated: boundaryCases(parsed, factsOf(results)) } : {}),
  };
}

interface Context {
  readonly resource: RuleSetResource;
  readonly parsed: ParsedRuleSet;
  readonly results: readonly CaseResult[];
  readonly placeOf: (at: JsonPath) => string;
}

function failedCase({ name, at, failures }: CaseResult, placeOf: Context['placeOf']): FailedCase {
  return {
    name,
    place: placeOf(at),
    messages: failures.map((failure) => ({ place: placeOf(failure.at), message: failure.message })),
  };
}

function factsOf(results: readonly CaseResult[]) {
  return results.flatMap(({ steps }) => steps.map(({ facts }) => facts));
}

function coverageReport(context: Context): CoverageReport {
  const steps = context.results.flatMap((result) => result.steps);
  const { seen, possible, gaps, impossible, rules } = measureCoverage(context.parsed, steps);
  return {
    seen,
    possible,
    share: possible === 0 ? 1 : seen / possible,
    gaps: gaps.map((gap) => gapReport(gap, context)),
    impossible: impossible.map((gap) => gapReport(gap, context)),
    neverFired: rules.filter(({ fired }) => !fired).map(({ rule }) => rule),
  };
}

function gapReport({ comparison: { at, comparison }, outcome, shown }: Gap, context: Context): GapReport {
  const of = ownerOf(at, context);
  const text = comparisonText(comparison);
  const name = `${of}, where ${text} is ${outcome}`;
  return { place: context.placeOf(at), of, comparison: text, outcome, ...shownCase(name, shown, context) };
}

function mutationReport(context: Context): MutationReport {
  const { survivors, ...score } = mutationScore(context.parsed, context.results);
  return { ...score, survivors: survivors.map((survivor) => survivorReport(survivor, context)) };
}

function survivorReport({ at, what, telling, series }: Survivor, context: Context): SurvivorReport {
  const of = ownerOf(at, context);
  const name = `${of}, against ${what}`;
  const example =
    series === undefined ? shownCase(name, telling, context) : { case: { ...series, name: caseName(name) } };
  return { place: context.placeOf(at), of, what, ...example };
}

function shownCase(
  name: string,
  shown: Gap['shown'] | Survivor['telling'],
  { parsed }: Context,
): { readonly case?: RuleTest } {
  if (shown === undefined) return {};
  const watched = 'watched' in shown ? shown.watched : {};
  return { case: caseOf(name, shown.facts, shown.verdict, sampleFacts(parsed.spec.stage), watched) };
}

function ownerOf([list, key]: JsonPath, { resource }: Context): string {
  if (list === 'rules' && typeof key === 'number') return resource.spec.rules[key]?.name ?? String(key);
  return String(key);
}
