import { join } from 'node:path';
import { folderOwners, type FolderOwners } from '../../store/operations/retention/folder-owners.ts';
import { discardFolder, removeFolder } from '../../workspace/remove-folder.ts';
import { projectFolders, runFolders, type RunFolder } from '../../workspace/run-folders.ts';
import { closeRepository, packRepository } from '../../workspace/tend-repository.ts';
import { count } from '../count.ts';
import type { Duty, House, Pass } from '../duty.ts';
import { needlessFolders } from '../needless-folders.ts';

const projectsAPass = 100;
/** How long after its end a project's repository stays as its runs left it. */
const quietMs = 60 * 60_000;

interface Found {
  readonly projectId: string;
  readonly folders: readonly RunFolder[];
}

interface Removed {
  projects: number;
  folders: number;
  repositories: number;
  /** The first thing that went wrong; it holds up no other project. */
  failure?: unknown;
}

/** Worktrees and indexes that no run needs, whole workspaces of removed projects, refs and loose objects of ended ones. */
export function collectFolders(): Duty {
  // Where the last pass stopped: one after the other they come to every project.
  let last = '';
  return {
    name: 'workspaces',
    async pass(house) {
      const all = await projectFolders(house.workspaces);
      const some = all.filter((id) => id > last).slice(0, projectsAPass);
      last = some.length < projectsAPass ? '' : (some.at(-1) ?? '');
      const removed = await tend(house, some);
      return { ...told(removed), isMoreLeft: last !== '' };
    },
  };
}

async function tend(house: House, projects: readonly string[]): Promise<Removed> {
  const { store, scope, workspaces, signal } = house;
  const removed: Removed = { projects: 0, folders: 0, repositories: 0 };
  const found: Found[] = [];
  for (const projectId of projects) found.push({ projectId, folders: await runFolders(workspaces, projectId) });
  const runs = [...new Set(found.flatMap(({ folders }) => folders.map(({ runId }) => runId)))];
  const owners = await store.transaction((tx) => folderOwners(tx, scope, { projects, runs }));
  for (const each of found) {
    if (signal.aborted) break;
    await tendProject(house, each, owners, removed).catch((failure: unknown) => {
      removed.failure ??= failure;
    });
  }
  return removed;
}

async function tendProject(house: House, found: Found, owners: FolderOwners, removed: Removed): Promise<void> {
  const { workspaces, store } = house;
  const { projectId, folders } = found;
  if (owners.entombed.has(projectId)) {
    await removeFolder(join(workspaces, projectId));
    removed.projects += 1;
    return;
  }
  const project = owners.projects.get(projectId);
  if (project === undefined) return;
  for (const { path, isPassing } of needlessFolders(folders, owners.runs, store.clock.now())) {
    await (isPassing ? removeFolder(path) : discardFolder(path));
    removed.folders += 1;
  }
  const isQuiet = project.endedAt !== undefined && project.endedAt + quietMs < store.clock.now();
  const packed = isQuiet ? await closeRepository(workspaces, projectId) : await packRepository(workspaces, projectId);
  if (packed) removed.repositories += 1;
}

function told({ projects, folders, repositories, failure }: Removed): Pass {
  const parts = [
    projects === 0 ? [] : [count(projects, 'workspace')],
    folders === 0 ? [] : [`${count(folders, 'folder')} of runs`],
    repositories === 0 ? [] : [`loose objects of ${count(repositories, 'project')}`],
  ].flat();
  return { failure, removed: parts.length === 0 ? undefined : parts.join(', ') };
}
