import type { ProjectSpec } from './kinds/project.ts';

/** Names that begin with this belong to what comes with maios. */
export const reservedPrefix = 'maios-';

const defaultMaxTasks = 50;

export function maxTasksOf(spec: ProjectSpec): number {
  return spec.limits?.tasks ?? defaultMaxTasks;
}
