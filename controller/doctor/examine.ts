import type { Config } from '../config/config.ts';
import { MaiosError, toMaiosError } from '../errors/maios-error.ts';
import { inspectRedis, type RedisInspection } from '../redis/inspect-redis.ts';
import { type DatabaseInspection, inspectDatabase } from '../store/inspect-database.ts';
import type { Check, Examined } from './check.ts';
import { databaseChecks } from './checks/database-checks.ts';
import { machineChecks } from './checks/machine-checks.ts';
import { modelChecks } from './checks/model-checks.ts';
import { redisChecks } from './checks/redis-checks.ts';
import { sandboxCheck } from './checks/sandbox-check.ts';
import { upkeepChecks } from './checks/upkeep-checks.ts';
import { describeUnreachable } from './unreachable.ts';
import type { CheckResult, Finding } from './finding.ts';

/** In the order in which they are told. */
const checks: readonly Check[] = [
  ...machineChecks,
  ...databaseChecks,
  ...upkeepChecks,
  ...redisChecks,
  sandboxCheck,
  ...modelChecks,
];

const connectMs = 5000;
/** Beyond what a server's own client takes to give up. */
const openMs = 2 * connectMs;
/** Trying out a sandbox may build up a container. */
const checkMs = 20_000;

/** Looks at everything that a process of maios stands on, each within bounds; nothing that is found stops the others. */
export async function examine(config: Config): Promise<readonly CheckResult[]> {
  await using parts = new AsyncDisposableStack();
  const { databaseUrl, redisUrl } = config;
  const database = databaseUrl === undefined ? undefined : await attempt(inspectDatabase(databaseUrl));
  if (database !== undefined && !(database instanceof MaiosError)) parts.use(database);
  const redis = redisUrl === undefined ? undefined : await attempt(inspectRedis(redisUrl, connectMs));
  if (redis !== undefined && !(redis instanceof MaiosError)) parts.use(redis);
  const examined: Opened = { config, now: Date.now, database, redis };
  const results: CheckResult[] = [];
  for (const check of checks) {
    const finding = await runCheck(check, examined);
    if (finding !== undefined) results.push({ check: check.name, ...finding });
  }
  return results;
}

/** Undefined where the system has none; an error where it cannot be reached. */
interface Opened extends Examined {
  readonly database: DatabaseInspection | MaiosError | undefined;
  readonly redis: RedisInspection | MaiosError | undefined;
}

async function runCheck(check: Check, opened: Opened): Promise<Finding | undefined> {
  const { database, redis, ...examined } = opened;
  switch (check.needs) {
    case undefined:
      return bounded(check.run(examined));
    case 'database':
      if (database === undefined) return undefined;
      if (database instanceof MaiosError) return unreachable(check, 'database', database, examined.config.databaseUrl);
      return bounded(check.run({ ...examined, database }));
    case 'redis':
      if (redis === undefined) return undefined;
      if (redis instanceof MaiosError) return unreachable(check, 'redis', redis, examined.config.redisUrl);
      return bounded(atMostTwice(async () => check.run({ ...examined, redis })));
  }
}

// Said once, by the check of that name; the others could not look.
function unreachable(check: Check, what: 'database' | 'redis', error: MaiosError, url: string | undefined): Finding {
  if (check.name !== what) return { status: 'skipped', found: `the ${what} cannot be reached` };
  return describeUnreachable(what, error, url);
}

// Two seconds may be short where everything is busy; a Redis that is away does not answer the second time either.
async function atMostTwice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (toMaiosError(error).code !== 'QUEUE_UNAVAILABLE') throw error;
    return ask();
  }
}

async function bounded(finding: Promise<Finding | undefined>): Promise<Finding | undefined> {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const late: Finding = {
    status: 'failed',
    found: `no answer within ${checkMs / 1000} s`,
    fix: 'Look at what it asks.',
  };
  const timer = setTimeout(() => resolve(late), checkMs);
  try {
    return await Promise.race([finding, promise]);
  } catch (thrown) {
    const { code, message, fix } = toMaiosError(thrown);
    return { status: 'failed', found: `${code}: ${message}`, fix };
  } finally {
    clearTimeout(timer);
  }
}

async function attempt<T>(opening: Promise<T>): Promise<T | MaiosError> {
  const { promise, resolve } = Promise.withResolvers<MaiosError>();
  const slow = new MaiosError('STORE_UNAVAILABLE', `no answer within ${openMs / 1000} s`);
  const timer = setTimeout(() => resolve(slow), openMs);
  try {
    return await Promise.race([opening, promise]);
  } catch (error) {
    return toMaiosError(error);
  } finally {
    clearTimeout(timer);
  }
}
