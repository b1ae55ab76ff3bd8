import type { AskReadiness, ReadinessCheck } from '../api/readiness.ts';
import { ping } from '../store/operations/setup/ping.ts';
import type { Ground } from './ground.ts';
import { packageVersion } from './package-version.ts';
import type { ProcessKind } from './process-kind.ts';

const withinMs = 2000;

/** Asks the database and Redis now, each within two seconds. */
export function createReadiness(
  { store, pingRedis }: Pick<Ground, 'store' | 'pingRedis'>,
  kind: ProcessKind,
  leads?: () => boolean,
): AskReadiness {
  return async () => {
    const checks = await Promise.all([
      check('database', async () => store.transaction(ping)),
      ...(pingRedis === undefined ? [] : [check('redis', pingRedis)]),
    ]);
    const ready = checks.every(({ ok }) => ok);
    return { ready, kind, version: packageVersion(), leads: leads?.(), checks };
  };
}

async function check(name: ReadinessCheck['name'], ask: () => Promise<void>): Promise<ReadinessCheck> {
  try {
    await within(ask());
    return { name, ok: true };
  } catch (error) {
    return { name, ok: false, found: error instanceof Error ? error.message : String(error) };
  }
}

async function within(answer: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${withinMs} ms`)), withinMs);
  answer.catch(() => undefined);
  try {
    await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
