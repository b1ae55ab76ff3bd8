import type { RuleSetResource } from '../catalog/kinds/kinds.ts';
import type { Finding } from '../policy/lint/finding.ts';
import { lintRuleSet } from '../policy/lint/lint-rule-set.ts';
import { lintTogether } from '../policy/lint/lint-together.ts';
import type { StartJob } from './job.ts';

export interface LintFrom {
  /** Rule sets that can be loaded. */
  readonly ruleSets: readonly RuleSetResource[];
  /** Rule sets that act together with these, and are not looked at themselves. */
  readonly beside: readonly RuleSetResource[];
}

/** All findings: those of each rule set in the order given, then those of several together. */
export const startLint: StartJob<LintFrom, never, readonly Finding[]> = ({ ruleSets, beside }) => ({
  take: () => undefined,
  finish: () => [...ruleSets.flatMap(findingsOf), ...together(ruleSets, beside)],
});

function findingsOf(resource: RuleSetResource): readonly Finding[] {
  const report = lintRuleSet(resource);
  if (report.problems !== undefined) throw report.problems[0] ?? new TypeError('expected a problem');
  return report.findings;
}

// Of what stands beside, findings about itself alone are nobody's business here.
function together(ruleSets: readonly RuleSetResource[], beside: readonly RuleSetResource[]): readonly Finding[] {
  const names = ruleSets.map(({ metadata }) => metadata.name);
  const stages = new Set(ruleSets.map(({ spec }) => spec.stage));
  const missing = beside.filter(({ spec }) => !stages.has(spec.stage));
  return lintTogether([...ruleSets, ...missing]).filter(
    ({ ruleSet, ruleSets: involved = [] }) => names.includes(ruleSet) || involved.some((name) => names.includes(name)),
  );
}
