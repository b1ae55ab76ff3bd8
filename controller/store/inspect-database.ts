import type { DataSource } from 'typeorm';
import type { ModelResource } from '../catalog/kinds/kinds.ts';
import { createDataSource } from './data-source.ts';
import { kindOfProcess } from './process-name.ts';
import { leaderLock } from './leadership/fence.ts';
import { refuseNewerSchema } from './refuse-newer-schema.ts';
import { toStoreError } from './store-error.ts';

/** A look at a database server that changes nothing there, whatever state it is in. Each question may reject by itself. */
export interface DatabaseInspection extends AsyncDisposable {
  /** For instance `16.14`, and 160014. */
  version(): Promise<{ readonly text: string; readonly number: number }>;
  vector(): Promise<'installed' | 'available' | 'missing'>;
  /** Migrations that are not applied yet. Fails with STORE_SCHEMA when a newer version has been here. */
  pendingMigrations(): Promise<readonly string[]>;
  /** Who has led last, and whether somebody holds the leader's lock now; undefined when nobody ever led. */
  leader(): Promise<Leader | undefined>;
  /** The processes of maios that have a session, by what they call themselves. */
  processes(): Promise<readonly SeenProcess[]>;
  runs(): Promise<{ readonly queued: number; readonly lost: number }>;
  models(): Promise<readonly ModelResource[]>;
  /** The server's clock, in milliseconds since 1970. */
  time(): Promise<number>;
}

export interface Leader {
  readonly owner: string;
  readonly takenAt: Date;
  readonly holdsLock: boolean;
}

export interface SeenProcess {
  readonly kind: string;
  readonly name: string;
}

/** Rejects with STORE_UNAVAILABLE when there is no way in. */
export async function inspectDatabase(url: string): Promise<DatabaseInspection> {
  const dataSource = createDataSource({ url }, 'maios doctor');
  try {
    await dataSource.initialize();
  } catch (error) {
    throw toStoreError(error);
  }
  const ask = async <Row>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> => {
    try {
      return await dataSource.query<Row[]>(text, [...values]);
    } catch (error) {
      throw toStoreError(error);
    }
  };
  return { ...questions(dataSource, ask), [Symbol.asyncDispose]: () => dataSource.destroy() };
}

type Ask = <Row>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

function questions(dataSource: DataSource, ask: Ask): Omit<DatabaseInspection, typeof Symbol.asyncDispose> {
  const hasTable = async (name: string): Promise<boolean> =>
    (await ask<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [name]))[0]?.found === true;
  return {
    ...aboutServer(ask),
    async pendingMigrations() {
      const applied = await refuseNewerSchema(dataSource);
      return dataSource.migrations.flatMap(({ name }) => (name === undefined || applied.includes(name) ? [] : [name]));
    },
    async leader() {
      if (!(await hasTable('leases'))) return undefined;
      return (await ask<Leader>(leaderQuery, [leaderLock]))[0];
    },
    async runs() {
      const [row] = (await hasTable('runs')) ? await ask<{ queued: number; lost: number }>(runsQuery) : [];
      return { queued: row?.queued ?? 0, lost: row?.lost ?? 0 };
    },
    async models() {
      const rows = (await hasTable('resources')) ? await ask<{ document: ModelResource }>(modelsQuery) : [];
      return rows.map(({ document }) => document);
    },
  };
}

function aboutServer(ask: Ask): Pick<DatabaseInspection, 'version' | 'vector' | 'processes' | 'time'> {
  return {
    async version() {
      const [row] = await ask<{ text: string; number: number }>(
        `SELECT current_setting('server_version') AS text, current_setting('server_version_num')::integer AS number`,
      );
      return { text: row?.text.split(' ')[0] ?? '', number: row?.number ?? 0 };
    },
    async vector() {
      const [row] = await ask<{ installed: string | null }>(
        `SELECT installed_version AS installed FROM pg_available_extensions WHERE name = 'vector'`,
      );
      if (row === undefined) return 'missing';
      return row.installed === null ? 'available' : 'installed';
    },
    async processes() {
      const rows = await ask<{ name: string }>(processesQuery);
      return rows.flatMap(({ name }) => {
        const kind = kindOfProcess(name);
        return kind === undefined ? [] : [{ kind, name }];
      });
    },
    async time() {
      const [row] = await ask<{ ms: number }>(timeQuery);
      return row?.ms ?? 0;
    },
  };
}

const timeQuery = 'SELECT extract(epoch FROM clock_timestamp())::double precision * 1000 AS ms';
const modelsQuery = `SELECT document FROM resources WHERE kind = 'Model' ORDER BY name`;
const processesQuery = `
  SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE datname = current_database()`;
const runsQuery = `
  SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
         count(*) FILTER (WHERE failure ->> 'class' = 'worker-lost') AS lost
  FROM runs WHERE state = 'queued' OR ended_at > now() - interval '1 day'`;
const leaderQuery = `
  SELECT owner, taken_at AS "takenAt", EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = $1::bigint::oid AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ) AS "holdsLock"
  FROM leases WHERE name = 'leader'`;
