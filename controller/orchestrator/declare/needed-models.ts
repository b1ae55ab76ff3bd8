import type { ModelResource } from '../../catalog/kinds/kinds.ts';
import { agentPool, type PoolQuestion } from '../../catalog/agent-pool.ts';
import { builtinPlanner, modelOf } from '../judge/candidates.ts';

/** The Models that a project would think with: those of every agent that may work on it, and its own. */
export function neededModels(question: PoolQuestion): readonly ModelResource[] {
  const pool = agentPool(question);
  const planner = pool.find((agent) => agent.spec.role === 'planner') ?? builtinPlanner(question);
  const planned = question.project.spec.tasks === undefined ? [modelOf(question, planner)] : [];
  const names = new Set([...pool.map((agent) => modelOf(question, agent)), ...planned]);
  return [...names].flatMap((name) => question.catalog.get('Model', name)?.resource ?? []);
}

/** A rehearsal: everything that would answer is a script. */
export function isRehearsal(models: readonly ModelResource[]): boolean {
  return models.length > 0 && models.every((model) => model.spec.provider === 'scripted');
}
