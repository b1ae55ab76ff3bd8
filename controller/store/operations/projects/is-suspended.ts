import type { ProjectRow } from '../../entities/project.ts';

/** By a person, or by its spec. */
export function isSuspended({ suspended, spec }: Pick<ProjectRow, 'suspended' | 'spec'>): boolean {
  return suspended || spec.suspend === true;
}
