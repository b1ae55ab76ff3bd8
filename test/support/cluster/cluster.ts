import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../controller/clock/clock.ts';
import { openStore } from '../../../controller/store/open-store.ts';
import type { Scope } from '../../../controller/store/scope.ts';
import type { Store } from '../../../controller/store/store.ts';
import { freePort } from '../free-port.ts';
import { createServerDatabase } from '../server-database.ts';
import { localScope } from '../rows.ts';
import { createMember, type Exit, type Member, type MemberKind, type Strike } from './member.ts';
import { type Outside, outsideInFiles, outsideInWorktrees } from './outside.ts';
import { poisonProject, type ProjectKind, relayCrew, relayProject } from './relay-specs.ts';

export interface ClusterOptions {
  /** A PostgreSQL server; the cluster makes a database of its own there. */
  readonly databaseUrl: string;
  /** undefined: one process that does everything, `maios server`. */
  readonly redisUrl: string | undefined;
  readonly members: readonly MemberKind[];
  readonly leaseSeconds?: number;
  /** How long an answer of the scripted model takes. */
  readonly delayMs?: number;
  /** What the members see in place of `databaseUrl`, for instance a proxy. */
  readonly seenDatabaseUrl?: (url: string) => string;
  /** The Docker whose containers are its sandboxes; plain processes when absent. */
  readonly dockerHost?: string;
  /** More variables of the process with this index. */
  readonly envOf?: (index: number) => Readonly<Record<string, string>>;
  /** Where the projects' workspaces are; in the cluster's folder when absent. */
  readonly workspaces?: string;
  /** Where everything is kept; a folder of its own when absent. */
  readonly folder?: string;
}

/** An installation of several processes on a database of its own, with its workspaces in one folder. */
export interface Cluster extends AsyncDisposable {
  readonly folder: string;
  readonly workspaces: string;
  /** The Docker that has its sandboxes; undefined: they are processes. */
  readonly dockerHost: string | undefined;
  readonly outside: Outside;
  readonly members: readonly Member[];
  readonly store: Store;
  readonly scope: Scope;
  servers(): readonly Member[];
  strikes(): readonly Strike[];
  exits(): readonly Exit[];
  /** The folder that declares one more project: the relay, or one whose work kills its worker. */
  declare(name: string, kind?: ProjectKind): Promise<string>;
}

/** Makes it; no process is started yet. */
export async function makeCluster(options: ClusterOptions): Promise<Cluster> {
  await using parts = new AsyncDisposableStack();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'maios-cluster-')));
  parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const { url, drop } = await createServerDatabase(options.databaseUrl, 'cluster');
  parts.defer(drop);
  const workspaces = options.workspaces ?? join(folder, 'workspaces');
  const outside = await makeOutside(options, workspaces, join(folder, 'outside'));
  await mkdir(join(folder, 'specs', 'crew'), { recursive: true });
  await writeFile(join(folder, 'specs', 'crew', 'crew.yaml'), relayCrew(outside, options.delayMs ?? 20));
  const store = parts.use(await openStore({ home: folder, databaseUrl: url, clock: systemClock }));
  const env = environment(options, url, workspaces);
  const members: Member[] = [];
  for (const [index, kind] of options.members.entries()) {
    const name = `${kind}-${index + 1}`;
    const address = { MAIOS_ADDRESS: `127.0.0.1:${await freePort()}` };
    const member = createMember({
      name,
      kind,
      home: join(folder, name),
      env: { ...env, ...address, ...options.envOf?.(index) },
    });
    members.push(parts.adopt(member, () => member.end()));
  }
  const scope = await localScope(store);
  const running = parts.move();
  return {
    folder,
    workspaces,
    dockerHost: options.dockerHost,
    outside,
    members,
    store,
    scope,
    servers: () => members.filter(({ kind }) => kind === 'server'),
    strikes: () => members.flatMap(({ strikes }) => strikes),
    exits: () => members.flatMap(({ exits }) => exits),
    async declare(name, kind = 'relay') {
      const specs = join(folder, 'specs', name);
      await mkdir(specs, { recursive: true });
      await writeFile(join(specs, 'project.yaml'), kind === 'relay' ? relayProject(name) : poisonProject(name));
      return specs;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function environment(
  { redisUrl, leaseSeconds = 3, seenDatabaseUrl, dockerHost }: ClusterOptions,
  url: string,
  workspaces: string,
): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: seenDatabaseUrl?.(url) ?? url,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    MAIOS_WORKSPACES: workspaces,
    MAIOS_LEASE_SECONDS: String(leaseSeconds),
    ...(dockerHost === undefined ? { MAIOS_SANDBOX: 'process' } : { MAIOS_SANDBOX: 'docker', DOCKER_HOST: dockerHost }),
    MAIOS_MIN_FREE_MIB: '1',
    NO_COLOR: '1',
  };
}

async function makeOutside({ dockerHost }: ClusterOptions, workspaces: string, folder: string): Promise<Outside> {
  return dockerHost === undefined ? outsideInFiles(folder) : outsideInWorktrees(workspaces);
}
