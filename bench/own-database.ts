import { randomBytes } from 'node:crypto';
import pg from 'pg';

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
  const database = `maios_bench_${name}_${randomBytes(4).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${database}`);
  try {
    const url = new URL(server);
    url.pathname = `/${database}`;
    return await work(url.href);
  } finally {
    await onServer(server, `DROP DATABASE ${database} WITH (FORCE)`);
  }
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
