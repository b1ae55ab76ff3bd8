import { missingProject } from '../store/operations/retention/missing-project.ts';
import type { ApiDependencies } from './api-dependencies.ts';

/** The value, or why it is not there: NOT_FOUND, naming what was looked for and what is called nearly so, or PROJECT_REMOVED. */
export async function found<T>(
  { store, scope }: Pick<ApiDependencies, 'store' | 'scope'>,
  what: string,
  name: string,
  value: T | undefined,
): Promise<T> {
  if (value === undefined) throw await store.transaction((tx) => missingProject(tx, scope, name, what));
  return value;
}
