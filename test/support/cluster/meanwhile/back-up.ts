import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createServerDatabase } from '../../server-database.ts';
import type { Cluster } from '../cluster.ts';
import type { Violation } from '../invariants.ts';
import { type CommandEnd, runCommand } from '../run-command.ts';
import type { Strike } from '../strike.ts';

export interface BackedUp {
  readonly violations: readonly Violation[];
  /** Of the restore, which is a process of its own. */
  readonly strikes: readonly Strike[];
}

/** Whoever is killed may have to be asked again so often. */
const tries = 8;

/** Backs up a system at work and restores it into an empty place; whatever of it is killed is done again. */
export async function backUpAndRestore(
  cluster: Cluster,
  databaseUrl: string,
  restoreFaults: string | undefined,
): Promise<BackedUp> {
  const folder = join(cluster.folder, 'backed-up');
  await mkdir(folder, { recursive: true });
  const { url, drop } = await createServerDatabase(databaseUrl, 'restored');
  try {
    const file = join(folder, 'whole');
    const saved = await again(() => backUp(cluster, file));
    if (saved.code !== 0)
      return { violations: [violation('a backup that was broken off is made again', saved)], strikes: [] };
    const into = { MAIOS_HOME: folder, DATABASE_URL: url, MAIOS_WORKSPACES: join(folder, 'workspaces'), NO_COLOR: '1' };
    const faults = restoreFaults === undefined ? {} : { MAIOS_FAULTPOINTS: restoreFaults };
    const first = await runCommand(['restore', file], { ...into, ...faults });
    const last = first.code === 0 ? first : await runCommand(['restore', file], into);
    const left = (await readdir(into.MAIOS_WORKSPACES).catch(() => [])).filter((name) => name.startsWith('.'));
    const isDone = last.code === 0 && left.length === 0;
    const what = 'a restore that was killed is begun anew, and leaves nothing';
    return { violations: isDone ? [] : [violation(what, last, left)], strikes: first.strikes };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await drop();
  }
}

// The server that makes it may die meanwhile; then no file is there.
async function backUp(cluster: Cluster, file: string): Promise<CommandEnd> {
  const [server] = cluster.servers();
  if (server === undefined) throw new Error('expected a server, found none');
  const env = { MAIOS_HOME: cluster.folder, MAIOS_SERVER: `http://${server.env['MAIOS_ADDRESS']}`, NO_COLOR: '1' };
  const ended = await runCommand(['backup', file], env);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere !== (ended.code === 0))
    throw new Error(`expected a file only of a whole backup, found code ${ended.code}`);
  return ended;
}

async function again(attempt: () => Promise<CommandEnd>): Promise<CommandEnd> {
  for (let turn = 1; ; turn += 1) {
    const ended = await attempt();
    if (ended.code === 0 || turn === tries) return ended;
  }
}

function violation(what: string, { code, lines }: CommandEnd, left: readonly string[] = []): Violation {
  return { harm: 'broken', what, found: [`code ${code}`, ...left, ...lines.slice(-5)].join('; ') };
}
