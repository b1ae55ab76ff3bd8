import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { RuleTest } from '../../catalog/kinds/rule-set.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import { loadRuleSet } from '../load-rule-set.ts';
import type { Segments } from '../load/problems.ts';
import type { RuleBundle } from '../verdict.ts';
import { createCaseCheck } from './case-faults.ts';
import type { CaseFault } from './expectation.ts';
import { failuresOf, runCase, type CaseStep } from './run-case.ts';

/** How one case of a rule set came out. */
export interface CaseResult {
  readonly name: string;
  /** Where the case is: keys and indices below the spec. */
  readonly at: Segments;
  readonly test: RuleTest;
  readonly passed: boolean;
  /** What was expected and what was found, each with its place below the spec; empty when it passed. */
  readonly failures: readonly CaseFault[];
  /** Every evaluation; none of a case that is not sound itself. */
  readonly steps: readonly CaseStep[];
}

export type RuleTestReport =
  | { readonly problems: readonly MaiosError[] }
  | { readonly problems?: undefined; readonly results: readonly CaseResult[] };

/** Runs the cases that a rule set carries, each by itself; `problems` when it does not load. */
export function testRuleSet(resource: RuleSetResource): RuleTestReport {
  const loaded = loadRuleSet(resource);
  if (loaded.problems !== undefined) return { problems: loaded.problems };
  const { tests = [] } = resource.spec;
  const faultsOf = createCaseCheck(resource.spec);
  return { results: tests.map((test, index) => testCase(test, ['tests', index], loaded.bundle, faultsOf(test))) };
}

function testCase(test: RuleTest, at: Segments, bundle: RuleBundle, faults: readonly CaseFault[]): CaseResult {
  const steps = faults.length > 0 ? [] : runCase(test, bundle);
  const failures = [...faults, ...failuresOf(steps)].map((fault) => ({ ...fault, at: [...at, ...fault.at] }));
  return { name: test.name, at, test, passed: failures.length === 0, failures, steps };
}
