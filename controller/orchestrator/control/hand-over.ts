import type { ProjectRow } from '../../store/entities/project.ts';
import { missingProject } from '../../store/operations/retention/missing-project.ts';
import { findProject } from '../../store/operations/views/find-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store, Tx } from '../../store/store.ts';
import type { Workspace, Workspaces } from '../../workspace/workspace.ts';
import type { Control } from './control.ts';

/** Hands over what projects came to. */
export function createHandOver(store: Store, workspaces: Workspaces): Pick<Control, 'exportResult' | 'bundleResult'> {
  const open = async (scope: Scope, name: string): Promise<Workspace> => {
    const project = await store.transaction(async (tx) => requireProject(tx, scope, name));
    return workspaces.open(project.id, project.spec.workspace?.git);
  };
  return {
    async exportResult(scope, name, folder) {
      const workspace = await open(scope, name);
      await workspace.exportTo(folder);
      return { commit: await workspace.head(), folder };
    },
    async bundleResult(scope, name) {
      const workspace = await open(scope, name);
      return { commit: await workspace.head(), bundle: await workspace.bundle() };
    },
  };
}

/** The project of that name or id, `locked` where it is to be changed. Fails with NOT_FOUND, or PROJECT_REMOVED. */
export async function requireProject(
  tx: Tx,
  scope: Scope,
  name: string,
  options?: { readonly locked: boolean },
): Promise<ProjectRow> {
  const project = await findProject(tx, scope, name, options);
  if (project === undefined) throw await missingProject(tx, scope, name);
  return project;
}
