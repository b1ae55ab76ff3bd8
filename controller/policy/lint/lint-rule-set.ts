import { type RuleSetResource } from '../../catalog/kinds/kinds.ts';
import { type MaiosError } from '../../errors/maios-error.ts';
import { createBudget } from './budget.ts';
import { findAlwaysTrue } from './checks/always-true.ts';
import { findConflicting } from './checks/conflicting.ts';
import { findDeadEnds } from './checks/dead-end.ts';
import { findIllegalMoves } from './checks/illegal-move.ts';
import { findLivelocks } from './checks/livelock.ts';
import { findNeverTrue } from './checks/never-true.ts';
import { findShadowed } from './checks/shadowed.ts';
import { findUncovered } from './checks/uncovered.ts';
import { findUnreachable } from './checks/unreachable.ts';
import { type Finding } from './finding.ts';
import { departuresOf } from './graph/departures.ts';
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
const mostChains = 4_000;

function findingsOf(view: LintView): readonly Finding[] {
  const neverTrue = findNeverTrue(view);
  return [
    ...neverTrue,
    ...findAlwaysTrue(view),
    ...findShadowed(view, createBudget(mostSteps)),
    ...findConflicting(view, createBudget(mostSteps)),
    ...findUncovered(view, createBudget(mostSteps)),
    ...(view.spec.stage === 'phase' ? graphFindings(view) : []),
    ...tooBig(view),
  ];
}

function graphFindings(view: LintView): readonly Finding[] {
  const budget = createBudget(mostSteps);
  const departures = departuresOf(view, budget);
  return [
    ...findIllegalMoves(view, departures, budget),
    ...findUnreachable(view, departures),
    ...findDeadEnds(view, departures, budget),
    ...findLivelocks(view, departures, undefined, createBudget(mostChains)),
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
