import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runFolders } from '../../../controller/workspace/run-folders.ts';

/** A skill of the relay whose calls are counted: one of the class `once`, and a `reconcilable` one. */
export type Ring = 'once' | 'known';

/** What the relay's skills do to the world outside of the database, and how to find out what really happened. */
export interface Outside {
  /** Shell lines of the skills, of a look whether `known` was done, and of an `idempotent` skill. */
  readonly lines: Readonly<Record<Ring | 'wasKnown' | 'mark', string>>;
  /** The run that rang, for each time that it was done in a project. */
  runsThat(rang: Ring, projectId: string): Promise<readonly string[]>;
}

/** Files outside of every workspace, where skills can reach them: a line for each call, the worktree in which it ran. */
export async function outsideInFiles(folder: string): Promise<Outside> {
  const marks = join(folder, 'marks');
  await mkdir(marks, { recursive: true });
  const files: Readonly<Record<Ring, string>> = { once: join(folder, 'once'), known: join(folder, 'known') };
  for (const file of Object.values(files)) await writeFile(file, '');
  return {
    lines: {
      once: `echo "$PWD" >> ${files.once}`,
      known: `echo "$PWD" >> ${files.known}`,
      wasKnown: `grep -F "$(dirname "$(dirname "$PWD")")/" ${files.known}`,
      mark: `touch ${marks}/$(basename "$(dirname "$(dirname "$PWD")")")`,
    },
    async runsThat(rang, id) {
      const lines = (await readFile(files[rang], 'utf8')).split('\n').filter((line) => line.includes(`/${id}/`));
      return lines.map((line) => /\/runs\/([^./]+)\./.exec(line)?.[1] ?? line);
    },
  };
}

/**
 * For sandboxes that see nothing but their worktree: a line for each call in a file there, which a later epoch finds in its
 * copy of the folder, and which comes to main with the work.
 */
export function outsideInWorktrees(workspaces: string): Outside {
  const files: Readonly<Record<Ring, string>> = { once: 'rung-once.txt', known: 'rung-known.txt' };
  return {
    lines: {
      once: `echo rung >> ${files.once}`,
      known: `echo rung >> ${files.known}`,
      wasKnown: `grep rung ${files.known}`,
      mark: 'touch marked.txt',
    },
    async runsThat(rang, id) {
      const onMain = await runsOnMain(join(workspaces, id, 'repo.git'), files[rang]);
      return onMain.length > 0 ? onMain : runsInFolders(workspaces, id, files[rang]);
    },
  };
}

const git = async (gitDir: string, ...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('git', ['--git-dir', gitDir, ...args])).stdout.trim();

async function runsOnMain(gitDir: string, file: string): Promise<readonly string[]> {
  const rung = await git(gitDir, 'show', `refs/heads/main:${file}`).catch(() => '');
  if (rung === '') return [];
  const run = await git(
    gitDir,
    'log',
    '-1',
    '--format=%(trailers:key=Maios-Run,valueonly)',
    'refs/heads/main',
    '--',
    file,
  );
  return rung.split('\n').map(() => run.trim());
}

async function runsInFolders(workspaces: string, id: string, file: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, runId } of await runFolders(workspaces, id)) {
    const isThere = await access(join(path, file)).then(
      () => true,
      () => false,
    );
    if (isThere) found.push(runId);
  }
  return found;
}
