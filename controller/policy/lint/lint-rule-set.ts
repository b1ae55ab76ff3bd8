import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import { createBudget } from './budget.ts';
import { findAlwaysTrue } from './checks/always-true.ts';
import { findConflicting } from './checks/conflicting.ts';
import { findNeverTrue } from './checks/never-true.ts';
import { findShadowed } from './checks/shadowed.ts';
import { findUncovered } from './checks/uncovered.ts';
import type { Finding } from './finding.ts';
import { graphFindings } from './graph-findings.ts';
import { createLintView, type LintView } from './lint-view.ts';

export type LintReport =
  | { readonly problems: readonly MaiosError[] }
  | { readonly problems?: undefined; readonly findings: readonly Finding[] };

/** Everything that can be said of one rule set without facts, or why it cannot be loaded (RULES_INVALID). */
export function lintRuleSet(resource: RuleSetResource): LintReport {
  const view = createLintView(resource);
  if ('problems' in view) return view;
  return { findings: findingsOf(view) };
}

// Steps of a microsecond or so.
const mostSteps = 200_000;

function findingsOf(view: LintView): readonly Finding[] {
  return [
    ...findNeverTrue(view),
    ...findAlwaysTrue(view),
    ...findShadowed(view, createBudget(mostSteps)),
    ...findConflicting(view, createBudget(mostSteps)),
    ...findUncovered(view, createBudget(mostSteps)),
    ...(view.spec.stage === 'phase' ? graphFindings(view) : []),
    ...tooBig(view),
  ];
}

function tooBig({ name, rules }: LintView): readonly Finding[] {
  return rules
    .filter(({ regions }) => regions === undefined)
    .map(({ rule, at }) => ({
      check: 'not-analysed',
      severity: 'info',
      ruleSet: name,
      rule: rule.name,
      at,
      message: `${rule.name} was not analysed: its conditions can be true in too many ways`,
    }));
}
