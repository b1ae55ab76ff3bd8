import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedis, launchRedis } from '../test/support/own-redis.ts';

/**
 * Does the work beside a redis-server of its own, which keeps nothing on disk and is ended afterwards. undefined, and a line
 * that says why, where there is no redis-server; an error then when MAIOS_REQUIRE_SERVICES=1.
 */
export async function withRedis<T>(work: (url: string) => Promise<T>): Promise<T | undefined> {
  if (!hasRedis()) {
    if (process.env['MAIOS_REQUIRE_SERVICES'] === '1') throw new Error('expected redis-server on the PATH, found none');
    console.error('skipped: no redis-server');
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'maios-bench-redis-'));
  const redis = await launchRedis(folder, { durable: false });
  try {
    return await work(redis.url);
  } finally {
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
