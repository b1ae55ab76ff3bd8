import { type RuleSetResource } from '../../catalog/kinds/kinds.ts';
import { createBudget } from './budget.ts';
import { findLivelocks } from './checks/livelock.ts';
import { type Finding } from './finding.ts';
import { departuresOf } from './graph/departures.ts';
import { createLintView, type LintView } from './lint-view.ts';

const mostSteps = 50_000;

/**
 * What phase rules and escalation rules do together, beyond what each does alone. Rule sets that cannot be loaded, and
 * those of other stages, are left out.
 */
export function lintTogether(resources: readonly RuleSetResource[]): readonly Finding[] {
  const views = resources.flatMap((resource) => {
    const view = createLintView(resource);
    return 'problems' in view ? [] : [view];
  });
  const escalations = ofStage(views, 'escalation');
  return ofStage(views, 'phase').flatMap((phase) => {
    const budget = createBudget(mostSteps);
    const departures = departuresOf(phase, budget);
    return escalations.flatMap((escalation) =>
      findLivelocks(phase, departures, escalation, budget).filter(({ ruleSet }) => ruleSet === escalation.name),
    );
  });
}

function ofStage(views: readonly LintView[], stage: string): readonly LintView[] {
  return views.filter(({ spec }) => spec.stage === stage);
}
