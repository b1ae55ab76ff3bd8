import type { RuleCause, RuleSide } from '../../policy/replay/flip.ts';
import type { ReplayReport } from '../../policy/replay/replay-report.ts';
import type { RuleSetPair } from './pair-rule-sets.ts';
import type { ReadRuleSet } from './read-rule-sets.ts';

/** A report that says in which files and lines the comparisons are written. */
export function placeCauses(report: ReplayReport, pair: RuleSetPair): ReplayReport {
  const examples = report.examples.map((flip) => ({
    ...flip,
    rules: flip.rules.map((cause) => placeCause(cause, pair)),
  }));
  return { ...report, examples };
}

function placeCause({ was, now, ...cause }: RuleCause, pair: RuleSetPair): RuleCause {
  return {
    ...cause,
    ...(was === undefined ? {} : { was: placeSide(was, pair.old) }),
    ...(now === undefined ? {} : { now: placeSide(now, pair.new) }),
  };
}

// What is in force was sent by nobody: its files are the owner's.
function placeSide(side: RuleSide, ruleSet: ReadRuleSet | undefined): RuleSide {
  return ruleSet === undefined ? side : { ...side, place: ruleSet.locate(['spec', ...side.at]) };
}
