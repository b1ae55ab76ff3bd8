import type { ExecutionContext } from 'ava';

/** The real parts that tests of test/services/ need, each known by its variable. */
export type Service = 'DATABASE_URL' | 'REDIS_URL' | 'DOCKER_HOST';

/**
 * Where the services are. When one is missing, the test passes and says why it was skipped, or fails where
 * MAIOS_REQUIRE_SERVICES is set; the caller returns then:
 *
 *     const services = findServices(t, ['REDIS_URL']);
 *     if (services === undefined) return;
 */
export function findServices<const S extends Service>(
  t: ExecutionContext,
  wanted: readonly S[],
): Readonly<Record<S, string>> | undefined {
  const missing = wanted.filter((name) => valueOf(name) === '');
  if (missing.length > 0) return skip(t, `${missing.join(', ')} is not set`);
  return Object.fromEntries(wanted.map((name) => [name, valueOf(name)])) as Record<S, string>;
}

/** Passes the test and says why it was skipped; fails it where everything has to be there. */
export function skip(t: ExecutionContext, why: string): undefined {
  t.log(`skipped: ${why}`);
  if (process.env['MAIOS_REQUIRE_SERVICES'] === '1') t.fail(`expected every service, found that ${why}`);
  else t.pass();
  return undefined;
}

function valueOf(name: Service): string {
  return process.env[name]?.trim() ?? '';
}
