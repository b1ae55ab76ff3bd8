import { join, resolve } from 'node:path';
import {
  type Address,
  addressOf,
  emptyAsUndefined,
  oneOf,
  positive,
  secondsAsMs,
  urlOf,
  whole,
} from './read-setting.ts';

/** Every setting, loaded once and frozen. The environment is read nowhere else. */
export interface Config {
  /** The data folder of an embedded system; MAIOS_HOME, default `.maios` in the working directory. */
  readonly home: string;
  /** PostgreSQL 16 or newer with pgvector; embedded when undefined. */
  readonly databaseUrl: string | undefined;
  /** Redis 7: queue, bus and ephemeral memory across processes; within this process when undefined. */
  readonly redisUrl: string | undefined;
  /** Begins every name in Redis, so that several systems can share one. MAIOS_REDIS_PREFIX. */
  readonly redisPrefix: string;
  /** Where the projects' workspaces are; the same folder for every server and worker. MAIOS_WORKSPACES, else in `home`. */
  readonly workspaces: string;
  /** How long a run is its worker's without a sign of life. MAIOS_LEASE_SECONDS. */
  readonly leaseMs: number;
  /** Projects that may be open at once; more are refused with OVERLOADED. MAIOS_MAX_OPEN_PROJECTS. */
  readonly maxOpenProjects: number;
  /** New work is refused while less of the disk is free. MAIOS_MIN_FREE_MIB. */
  readonly minFreeBytes: number;
  /** What requests from anywhere but this machine's own folder must show. MAIOS_TOKEN. */
  readonly token: string | undefined;
  /** The server whose client the commands are, as a URL; the owner of `home` when undefined. MAIOS_SERVER. */
  readonly server: string | undefined;
  /** How often the leader looks for what may be removed. MAIOS_UPKEEP_SECONDS. */
  readonly upkeepMs: number;
  /** How long a process that starts waits for a database and a Redis that are still coming up. MAIOS_START_WAIT_SECONDS. */
  readonly startWaitMs: number;
  /** How long runs may go on when their process is told to end. MAIOS_GRACE_SECONDS. */
  readonly graceMs: number;
  /** Where a worker or a beat says how it is; nowhere when undefined. MAIOS_HEALTH_ADDRESS. */
  readonly healthAddress: Address | undefined;
  /** Points of the program at which this process kills or stops itself; for tests alone. MAIOS_FAULTPOINTS. */
  readonly faultpoints: string | undefined;
  /** Where `maios server` listens. */
  readonly host: string;
  readonly port: number;
  /** Model endpoint used where a Model names none. */
  readonly modelBaseUrl: string;
  readonly defaultModel: string;
  readonly taskTimeoutMinutes: number;
  /** MULTI_TENANT_MODE; one organization is all that this version serves. */
  readonly multiTenantMode: 'false';
  /** Runs at the same time in this process. */
  readonly concurrency: number;
  readonly sandbox: 'auto' | 'docker' | 'bubblewrap' | 'process';
  /** The Docker daemon that runs sandboxes: `unix:///path` or `tcp://host:port`; its usual socket when undefined. DOCKER_HOST. */
  readonly dockerHost: string | undefined;
  /** The image whose containers are sandboxes. MAIOS_SANDBOX_IMAGE. */
  readonly sandboxImage: string;
  /** A real model may run code in the plain-process sandbox. */
  readonly allowUnsafeSandbox: boolean;
  /** How this program was called, for commands that people may copy. */
  readonly program: 'maios' | 'npx maios';
  readonly color: boolean;
  /** Lines of a terminal may be written anew: not where TERM is `dumb`, nor where CI is set, whose logs only grow. */
  readonly redraws: boolean;
  /** Resolves `env:` references; a redacting Secret is made of the value at once. */
  readonly readVariable: (name: string) => string | undefined;
}

export const postgresUrl = {
  protocols: ['postgres:', 'postgresql:'],
  example: 'postgresql://maios:maios@127.0.0.1:5432/maios',
};
const redisUrl = { protocols: ['redis:', 'rediss:'], example: 'redis://127.0.0.1:6379/0' };
const modelUrl = { protocols: ['http:', 'https:'], example: 'https://api.z.ai/api/paas/v4' };
const serverUrl = { protocols: ['http:', 'https:'], example: 'http://127.0.0.1:8000' };

/** As a spec may say. */
const mostTaskMinutes = 1440;
const mostConcurrency = 1000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from the environment. Fails with CONFIG_INVALID, naming the variable. */
export function loadConfig(env: Environment, overrides: Partial<Config> = {}): Config {
  const health = emptyAsUndefined(env['MAIOS_HEALTH_ADDRESS']);
  const home = resolve(emptyAsUndefined(env['MAIOS_HOME']) ?? '.maios');
  return Object.freeze({
    home,
    databaseUrl: urlOf('DATABASE_URL', env['DATABASE_URL'], postgresUrl),
    redisUrl: urlOf('REDIS_URL', env['REDIS_URL'], redisUrl),
    redisPrefix: emptyAsUndefined(env['MAIOS_REDIS_PREFIX']) ?? 'maios',
    workspaces: resolve(emptyAsUndefined(env['MAIOS_WORKSPACES']) ?? join(home, 'workspaces')),
    leaseMs: secondsAsMs('MAIOS_LEASE_SECONDS', env['MAIOS_LEASE_SECONDS'], 15),
    maxOpenProjects: whole('MAIOS_MAX_OPEN_PROJECTS', env['MAIOS_MAX_OPEN_PROJECTS'], 10_000),
    minFreeBytes: positive('MAIOS_MIN_FREE_MIB', env['MAIOS_MIN_FREE_MIB'], 512) * 1024 * 1024,
    token: emptyAsUndefined(env['MAIOS_TOKEN']),
    server: urlOf('MAIOS_SERVER', env['MAIOS_SERVER'], serverUrl),
    upkeepMs: secondsAsMs('MAIOS_UPKEEP_SECONDS', env['MAIOS_UPKEEP_SECONDS'], 600),
    startWaitMs: secondsAsMs('MAIOS_START_WAIT_SECONDS', env['MAIOS_START_WAIT_SECONDS'], 60),
    graceMs: secondsAsMs('MAIOS_GRACE_SECONDS', env['MAIOS_GRACE_SECONDS'], 20),
    healthAddress: health === undefined ? undefined : addressOf('MAIOS_HEALTH_ADDRESS', health),
    faultpoints: emptyAsUndefined(env['MAIOS_FAULTPOINTS']),
    ...addressOf('MAIOS_ADDRESS', emptyAsUndefined(env['MAIOS_ADDRESS']) ?? '127.0.0.1:8000'),
    modelBaseUrl: urlOf('MODEL_BASE_URL', env['MODEL_BASE_URL'], modelUrl) ?? modelUrl.example,
    defaultModel: emptyAsUndefined(env['DEFAULT_MODEL']) ?? 'glm-4-plus',
    multiTenantMode: oneOf('MULTI_TENANT_MODE', env['MULTI_TENANT_MODE'], ['false'] as const),
    taskTimeoutMinutes: positive('TASK_TIMEOUT_MINUTES', env['TASK_TIMEOUT_MINUTES'], 30, mostTaskMinutes),
    concurrency: whole('MAIOS_CONCURRENCY', env['MAIOS_CONCURRENCY'], 4, mostConcurrency),
    sandbox: oneOf('MAIOS_SANDBOX', env['MAIOS_SANDBOX'], ['auto', 'docker', 'bubblewrap', 'process'] as const),
    dockerHost: emptyAsUndefined(env['DOCKER_HOST']),
    sandboxImage: emptyAsUndefined(env['MAIOS_SANDBOX_IMAGE']) ?? 'maios-sandbox',
    allowUnsafeSandbox:
      oneOf('MAIOS_ALLOW_UNSAFE_SANDBOX', env['MAIOS_ALLOW_UNSAFE_SANDBOX'], ['0', '1'] as const) === '1',
    program: programOf(env),
    // https://no-color.org: set and not empty means no colour.
    color: emptyAsUndefined(env['NO_COLOR']) === undefined && env['TERM'] !== 'dumb',
    redraws: emptyAsUndefined(env['CI']) === undefined && env['TERM'] !== 'dumb',
    readVariable: (name: string) => emptyAsUndefined(env[name]),
    ...overrides,
  });
}

// What npx runs may run others: only the program that it was told to run was called by it. npm may quote the name.
function programOf({ npm_command, npm_lifecycle_script }: Environment): Config['program'] {
  return npm_command === 'exec' && /\bmaios'?$/.test(npm_lifecycle_script ?? '') ? 'npx maios' : 'maios';
}
