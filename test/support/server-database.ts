import { randomBytes } from 'node:crypto';
import { type ExecutionContext } from 'ava';
import { Client } from 'pg';

/** An empty database on that server, removed after the test; its URL. */
export async function makeServerDatabase(t: ExecutionContext, server: string): Promise<string> {
  const name = `maios_test_${randomBytes(6).toString('hex')}`;
  await ask(server, `CREATE DATABASE ${name}`);
  t.teardown(() => ask(server, `DROP DATABASE ${name} WITH (FORCE)`));
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

async function ask(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(statement);
  await client.end();
}
