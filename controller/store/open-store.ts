import type { DataSource } from 'typeorm';
import { type Clock, systemClock } from '../clock/clock.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { createDataSource, type Address } from './data-source.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { defaultTiming } from './leadership.ts';
import { leadAlone } from './leadership/lead-alone.ts';
import { leadByLock } from './leadership/lead-by-lock.ts';
import { migrate } from './migrate.ts';
import { placeOf } from '../config/place-of.ts';
import { createStore } from './sql-store.ts';
import { followServerClock } from './server-clock.ts';
import { toStoreError } from './store-error.ts';
import type { Store, StoreOptions } from './store.ts';

/**
 * Opens the database and brings its schema up to date. An embedded one is owned until the store is disposed of.
 * Fails with STORE_OWNED, STORE_MOVED, STORE_DAMAGED, STORE_UNAVAILABLE, STORE_SCHEMA or DISK_FULL.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return await open(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(options: StoreOptions, closers: (() => unknown)[], close: () => Promise<void>): Promise<Store> {
  const { databaseUrl } = options;
  const kind = databaseUrl === undefined ? 'embedded' : 'server';
  const address = await addressOf(options, closers);
  const dataSource = createDataSource(address, options.name);
  closers.push(() => dataSource.isInitialized && dataSource.destroy());
  await initialize(dataSource, kind, databaseUrl);
  const durability = await describeDurability(dataSource);
  const clock = options.clock ?? (await clockOf(dataSource, kind, closers));
  return createStore(dataSource, { kind, durability, clock, close, lead: leadersOf(databaseUrl) });
}

async function clockOf(dataSource: DataSource, kind: Store['kind'], closers: (() => unknown)[]): Promise<Clock> {
  if (kind === 'embedded') return systemClock;
  const clock = await followServerClock(async () => {
    const text = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms';
    const [row] = await dataSource.query<{ ms: number }[]>(text);
    return row?.ms ?? Date.now();
  });
  closers.push(() => clock[Symbol.dispose]());
  return clock;
}

function leadersOf(url: string | undefined): Parameters<typeof createStore>[1]['lead'] {
  return async (store, owner, timing) =>
    url === undefined
      ? leadAlone(store, owner)
      : leadByLock({ ...store, url, owner, timing: { ...defaultTiming, ...timing } });
}

async function addressOf(options: StoreOptions, closers: (() => unknown)[]): Promise<Address> {
  const { databaseUrl } = options;
  if (databaseUrl !== undefined) return { url: databaseUrl };
  const embedded = options.embedded ?? openEmbedded(options);
  closers.push(async () => embedded[Symbol.asyncDispose]());
  return embedded.opened;
}

async function initialize(dataSource: DataSource, kind: Store['kind'], url: string | undefined): Promise<void> {
  try {
    await dataSource.initialize();
    await migrate(dataSource, kind);
  } catch (thrown) {
    const error = toStoreError(thrown);
    if (url === undefined || !(error instanceof MaiosError) || error.code !== 'STORE_UNAVAILABLE') throw error;
    throw new MaiosError('STORE_UNAVAILABLE', `no answer from PostgreSQL at ${placeOf(url)}: ${error.message}`, {
      cause: error,
    });
  }
}

async function describeDurability(dataSource: DataSource): Promise<string> {
  const [row] = await dataSource.query<{ fsync: string; commit: string }[]>(
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`,
  );
  return `fsync ${row?.fsync}, synchronous_commit ${row?.commit}`;
}
