import { runJob } from '../../analysis/start-job.ts';
import { formatPlace } from '../../errors/maios-error.ts';
import type { Finding } from '../../policy/lint/finding.ts';
import { readRuleSets, type ReadRuleSet, type ReadingPlace } from './read-rule-sets.ts';

/** A finding and where it is; `-o json` prints a list of these. */
export interface PlacedFinding extends Finding {
  /** `file:line:column`; absent where it is about rules that come with maios. */
  readonly place?: string;
}

/**
 * Looks for what can be said of rule sets without facts, in a thread of its own. They are looked at together with the
 * rules that come with maios wherever no rule set of a stage is among them. Fails with INTERNAL when the thread does.
 */
export async function lintRuleSets(
  ruleSets: readonly ReadRuleSet[],
  place: ReadingPlace,
): Promise<readonly PlacedFinding[]> {
  if (ruleSets.length === 0) return [];
  const { ruleSets: beside } = await readRuleSets([], place);
  const findings = await runJob('lint', {
    ruleSets: ruleSets.map(({ resource }) => resource),
    beside: beside.map(({ resource }) => resource),
  });
  return findings.map((finding) => placed(finding, ruleSets));
}

function placed(finding: Finding, ruleSets: readonly ReadRuleSet[]): PlacedFinding {
  const read = ruleSets.find(({ resource }) => resource.metadata.name === finding.ruleSet);
  return read === undefined ? finding : { ...finding, place: formatPlace(read.locate(['spec', ...finding.at])) };
}
