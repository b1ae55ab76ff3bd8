import { type RuleSetResource } from '../catalog/kinds/kinds.ts';
import { type RuleTest, type Stage } from '../catalog/kinds/rule-set.ts';
import { canonicalJson } from '../catalog/kinds/digest.ts';
import { type MaiosError } from '../errors/maios-error.ts';
import { isFactValue, show } from './conditions/json.ts';
import { factProblem } from './evaluate/check-facts.ts';
import { type Facts, type FactTable, type FactValue } from './facts.ts';
import { didYouMean } from './load/nearest-name.ts';
import { loadRuleSet } from './load-rule-set.ts';
import { factRegistry } from './stages/registry.ts';
import { type RuleBundle, type Verdict } from './verdict.ts';

/** How one test of a rule set came out. */
export interface RuleTestResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was expected and what was found, when it did not pass. */
  readonly message?: string;
  /** The rules that were true, in the order of judgement. */
  readonly fired: readonly string[];
}

export type RuleTestReport =
  | { readonly problems: readonly MaiosError[] }
  | {
      readonly problems?: undefined;
      readonly results: readonly RuleTestResult[];
      /** Rules that no test made fire. */
      readonly neverFired: readonly string[];
    };

/**
 * Runs the tests that a rule set carries. Each starts from the sample of every fact of the stage, overlaid by its own.
 * `expect` is {none: true}, or any of: {rule} and {type} of the first hit, {rules} and {types} of all hits, {score}.
 */
export function testRuleSet(resource: RuleSetResource): RuleTestReport {
  const loaded = loadRuleSet(resource);
  if (loaded.problems !== undefined) return { problems: loaded.problems };
  const results = (resource.spec.tests ?? []).map((test) => runTest(test, loaded.bundle));
  const fired = new Set(results.flatMap((result) => result.fired));
  return { results, neverFired: resource.spec.rules.map(({ name }) => name).filter((name) => !fired.has(name)) };
}

/** The sample of every fact of a stage. */
export function sampleFacts(stage: Stage): Facts {
  return Object.fromEntries(Object.entries(factRegistry[stage]).map(([name, { sample }]) => [name, sample]));
}

function runTest({ name, facts, expect = {} }: RuleTest, bundle: RuleBundle): RuleTestResult {
  const mistake = factMistake(facts, factRegistry[bundle.stage]) ?? expectMistake(expect);
  if (mistake !== undefined) return { name, passed: false, message: mistake, fired: [] };
  const verdict = bundle.evaluate({ ...sampleFacts(bundle.stage), ...structuredClone(factsOf(facts)) });
  const message = difference(expect, verdict);
  const fired = verdict.hits.map((hit) => hit.rule);
  return message === undefined ? { name, passed: true, fired } : { name, passed: false, message, fired };
}

type Expectation = Readonly<Record<string, unknown>>;

const readings: Readonly<Record<string, (verdict: Verdict) => FactValue>> = {
  none: ({ hits }) => hits.length === 0,
  rule: ({ hits }) => hits[0]?.rule ?? null,
  type: ({ hits }) => hits[0]?.type ?? null,
  rules: ({ hits }) => hits.map((hit) => hit.rule),
  types: ({ hits }) => hits.map((hit) => hit.type),
  params: ({ hits }) => hits[0]?.params ?? null,
  score: ({ score }) => score ?? null,
};

function difference(expect: Expectation, verdict: Verdict): string | undefined {
  const differing = Object.keys(expect).filter(
    (key) => canonicalJson(expect[key]) !== canonicalJson(read(key, verdict)),
  );
  if (differing.length === 0) return undefined;
  const told = differing.map((key) => `${key} ${show(expect[key])}, found ${show(read(key, verdict))}`);
  const fired = verdict.hits.map((hit) => hit.rule).join(', ') || 'none';
  return `expected ${told.join('; ')} (rules that fired: ${fired})`;
}

function read(key: string, verdict: Verdict): FactValue {
  return readings[key]?.(verdict) ?? null;
}

function expectMistake(expect: Expectation): string | undefined {
  const known = Object.keys(readings);
  const unknown = Object.keys(expect).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    return `expected one of ${known.join(', ')}, found ${unknown}${didYouMean(unknown, known)}`;
  }
  return Object.keys(expect).length === 0 ? `expected at least one of ${known.join(', ')}, found nothing` : undefined;
}

function factMistake(facts: Expectation, table: FactTable): string | undefined {
  for (const [name, value] of Object.entries(facts)) {
    const definition = Object.hasOwn(table, name) ? table[name] : undefined;
    if (definition === undefined) {
      return `expected a fact of the stage, found ${name}${didYouMean(name, Object.keys(table))}`;
    }
    const expected = factProblem(definition, value);
    if (expected !== undefined) return `fact ${name}: expected ${expected}, found ${show(value)}`;
  }
  return undefined;
}

function factsOf(facts: Expectation): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, FactValue] => isFactValue(entry[1])),
  );
}
