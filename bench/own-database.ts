import { createServerDatabase } from '../test/support/server-database.ts';

/**
 * Does the work on an empty database of its own on the server of DATABASE_URL, with pgvector, and drops it afterwards.
 * undefined, and a line that says why, without that variable; an error then when MAIOS_REQUIRE_SERVICES=1.
 */
export async function withDatabase<T>(name: string, work: (url: string) => Promise<T>): Promise<T | undefined> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined || server === '') {
    if (process.env['MAIOS_REQUIRE_SERVICES'] === '1') throw new Error('expected DATABASE_URL, found nothing');
    console.error('skipped: DATABASE_URL is not set');
    return undefined;
  }
  const { url, drop } = await createServerDatabase(server, `bench_${name}`);
  try {
    return await work(url);
  } finally {
    await drop();
  }
}
