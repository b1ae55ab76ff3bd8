import { type Catalog } from './catalog.ts';
import { type ProjectSpec } from './kinds/project.ts';
import { type Stage } from './kinds/rule-set.ts';

/** Names that begin with this belong to what comes with maios. */
export const reservedPrefix = 'maios-';

/** The rule sets of a project that names none, by stage. */
export const defaultRuleSets: Readonly<Record<Stage, string>> = {
  phase: 'maios-phases',
  scoring: 'maios-scoring',
  escalation: 'maios-escalation',
  permission: 'maios-permissions',
};

export function ruleSetNameOf(spec: ProjectSpec, stage: Stage): string {
  return spec.rules?.[stage] ?? defaultRuleSets[stage];
}

export const defaultModelName = 'maios-default';

/** The Model by the name that an agent or project gives, else the organization's, else the one that comes with maios. */
export function modelNameOf(catalog: Catalog, named: string | undefined): string {
  const organizational = catalog.list('Organization').find(({ resource }) => resource.spec.defaultModel !== undefined);
  return named ?? organizational?.resource.spec.defaultModel ?? defaultModelName;
}

const defaultMaxTasks = 50;

export function maxTasksOf(spec: ProjectSpec): number {
  return spec.limits?.tasks ?? defaultMaxTasks;
}
