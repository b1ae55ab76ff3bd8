import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface ServerDatabase {
  readonly url: string;
  /** Also ends whoever is still connected. */
  drop(): Promise<void>;
}

/** Makes an empty database on a server, with a name of its own. */
export async function createServerDatabase(server: string, purpose: string): Promise<ServerDatabase> {
  const name = `maios_${purpose}_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    drop: async () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
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
