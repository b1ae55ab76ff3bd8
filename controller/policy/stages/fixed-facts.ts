import type { Stage } from '../../catalog/kinds/rule-set.ts';

/** What a snapshot is about. Nothing that happens makes it another, so that a change of these is proposed to nobody. */
export const fixedFacts: Readonly<Record<Stage, readonly string[]>> = {
  phase: ['subject', 'task.name'],
  scoring: ['task.name', 'agent.name'],
  escalation: ['subject', 'agent'],
  permission: ['agent.name', 'task.name', 'call.skill'],
};

/** What a snapshot starts from, and what seldom becomes otherwise: a change of these is proposed when nothing else helps. */
export const settledFacts: Readonly<Record<Stage, readonly string[]>> = {
  phase: ['phase'],
  scoring: ['task.role', 'task.isReview', 'agent.role', 'agent.skills'],
  escalation: ['failure'],
  permission: ['agent.role', 'agent.labels', 'call.effect', 'call.network', 'call.arguments'],
};
