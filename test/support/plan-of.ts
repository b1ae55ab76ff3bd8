import { judge, type RuleBundles } from '../../controller/orchestrator/judge/judge.ts';
import { plan, type Plan } from '../../controller/orchestrator/plan/plan.ts';
import type { ProjectView } from '../../controller/orchestrator/observe/project-view.ts';
import { readRules } from './read-rules.ts';
import { bundleOf } from './rule-set.ts';

const defaults: RuleBundles = {
  phase: bundleOf(readRules('phases')),
  scoring: bundleOf(readRules('scoring')),
  escalation: bundleOf(readRules('escalation')),
  permission: bundleOf(readRules('permissions')),
};

/** What the default rule sets, or others in their place, make of a view. */
export async function planOf(view: ProjectView, others: Partial<RuleBundles> = {}): Promise<Plan> {
  const bundles = { ...defaults, ...others };
  return plan(view, await judge(view, bundles.phase), bundles);
}

export function intentsOf({ choices }: Plan, kind: string): readonly object[] {
  return choices.flatMap((choice) => choice.intents.filter((intent) => intent.do === kind));
}
