import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { assertNotBeheaded } from '../../store/embedded/assert-not-beheaded.ts';
import { readOwner } from '../../store/owner-lock.ts';
import { freeBytes } from '../../workspace/free-space.ts';
import { assertGitVersion } from '../../workspace/git-version.ts';
import { git } from '../../workspace/git.ts';
import type { Check } from '../check.ts';
import { failed, type Finding, ok, warning } from '../finding.ts';
import { withFolder } from '../with-folder.ts';

const neededNode = [22, 22] as const;
const bytesPerMib = 1024 * 1024;

/** This machine: programs, folders, and room. */
export const machineChecks: readonly Check[] = [
  {
    name: 'node',
    about: 'Node is new enough.',
    async run() {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      const isNew = major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1]);
      const found = `Node ${process.versions.node}`;
      return isNew ? ok(found) : failed(found, `Install Node ${neededNode.join('.')} or newer.`);
    },
  },
  {
    name: 'git',
    about: 'git keeps the workspaces.',
    async run() {
      await assertGitVersion();
      return ok((await git(['version'])).stdout.trim());
    },
  },
  {
    name: 'ripgrep',
    about: 'ripgrep searches code in sandboxes that are on this machine.',
    async run({ config }) {
      if (config.sandbox === 'docker') return undefined;
      if (await hasProgram('rg')) return ok('there');
      return warning('no `rg` on the PATH', 'Install ripgrep; until then a slower search does it.');
    },
  },
  {
    name: 'home',
    about: 'The data folder can be written, and has room.',
    run: async ({ config }) => folderFinding(config.home, 'MAIOS_HOME', config),
  },
  {
    name: 'workspaces',
    about: 'The folder of the workspaces can be written, and has room.',
    run: async ({ config }) => folderFinding(config.workspaces, 'MAIOS_WORKSPACES', config),
  },
  {
    name: 'database',
    about: 'The embedded database is there, where no server is named.',
    async run({ config: { databaseUrl, home } }) {
      if (databaseUrl !== undefined) return undefined;
      const dataDir = join(home, 'database');
      if (!existsSync(dataDir)) return ok('embedded; made at the first start');
      assertNotBeheaded(dataDir);
      const owner = readOwner(home);
      return ok(`embedded${owner === undefined ? '' : `; last owned by process ${owner.pid}`}`);
    },
  },
];

async function folderFinding(folder: string, variable: string, { minFreeBytes }: Config): Promise<Finding> {
  try {
    await withFolder(folder, async () => rm(await mkdtemp(join(folder, '.doctor-')), { recursive: true }));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const user = process.getuid?.() ?? 'this user';
    return failed(`${folder} cannot be written: ${reason}`, `Let user ${user} write there, or set ${variable}.`);
  }
  const free = await freeBytes(folder);
  if (free === undefined) return warning(`${folder}: how much room there is cannot be told`, 'Look at the disk.');
  const found = `${folder}, ${Math.floor(free / bytesPerMib)} MiB free`;
  if (free >= minFreeBytes) return ok(found);
  const wanted = Math.floor(minFreeBytes / bytesPerMib);
  return failed(found, `Free ${wanted} MiB, or lower MAIOS_MIN_FREE_MIB: until then no project is taken on.`);
}

async function hasProgram(name: string): Promise<boolean> {
  const child = spawn(name, ['--version'], { stdio: 'ignore' });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0;
  } catch {
    return false;
  }
}
