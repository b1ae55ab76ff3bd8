import { join } from 'node:path';
import { MaiosError } from '../errors/maios-error.ts';

/** Where the parts of one project's workspace are. Only `worktree` is ever mounted into a sandbox. */
export interface Layout {
  readonly folder: string;
  readonly gitDir: string;
  readonly runs: string;
  worktree(label: string): string;
  index(label: string): string;
}

export const mainRef = 'refs/heads/main';
export const runRef = (label: string): string => `refs/maios/runs/${label}`;
export const baseRef = (label: string): string => `refs/maios/bases/${label}`;

export function layoutOf(root: string, projectId: string): Layout {
  const folder = join(root, safeName('project', projectId));
  return {
    folder,
    gitDir: join(folder, 'repo.git'),
    runs: join(folder, 'runs'),
    worktree: (label) => join(folder, 'runs', safeName('label', label)),
    index: (label) => join(folder, 'indexes', safeName('label', label)),
  };
}

// Names become folders and refs, so they must be unable to mean anything else there.
function safeName(what: string, name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name) && !name.includes('..') && !/\.(lock)?$/.test(name)) return name;
  throw new MaiosError('USAGE', `${what}: expected letters, digits, dots and hyphens, found ${JSON.stringify(name)}`);
}
