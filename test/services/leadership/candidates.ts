import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { Client } from 'pg';
import { systemClock } from '../../../controller/clock/clock.ts';
import type { Leadership, LeadershipTiming } from '../../../controller/store/leadership.ts';
import { openStore } from '../../../controller/store/open-store.ts';
import type { Store } from '../../../controller/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { findServices } from '../../support/services.ts';
import { makeDatabase } from '../../support/store.ts';

/** So short that a test need not wait, and so long that a busy machine is not taken for a dead one. */
export const timing: LeadershipTiming = { pollMs: 100, beatMs: 300, silentMs: 3000 };

export interface Witness {
  readonly url: string;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Who wrote under which epoch, in the order in which it was written. */
  written(): Promise<readonly { readonly owner: string; readonly epoch: number }[]>;
}

/** A migrated database of the test's own, with a table in which leaders write; undefined where there is no server. */
export async function openWitness(t: ExecutionContext): Promise<Witness | undefined> {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return undefined;
  return witnessAt(t, await makeDatabase(t, services.DATABASE_URL));
}

export async function witnessAt(t: ExecutionContext, url: string): Promise<Witness> {
  await (await openStore({ home: '/nowhere', databaseUrl: url, clock: systemClock }))[Symbol.asyncDispose]();
  const query = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  };
  await query('CREATE TABLE witness (n serial, owner text, epoch integer)');
  return { url, query, written: async () => query('SELECT owner, epoch FROM witness ORDER BY n') };
}

/** A process of its own that stands, and writes as often as it can while it believes that it leads. */
export interface Candidate {
  readonly process: ChildProcess;
  readonly owner: string;
}

export async function startCandidate(t: ExecutionContext, { url }: Witness, owner: string): Promise<Candidate> {
  const program = fileURLToPath(new URL('./candidate.program.ts', import.meta.url));
  const child = spawn(process.execPath, [program, url, owner, JSON.stringify(timing)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return { process: child, owner };
}

/** A candidate within the test's own process. */
export async function stand(
  t: ExecutionContext,
  { url }: Witness,
  owner: string,
): Promise<{ readonly store: Store; readonly leadership: Leadership }> {
  const store = await openStore({ home: '/nowhere', databaseUrl: url, clock: systemClock });
  t.teardown(async () => store[Symbol.asyncDispose]());
  const leadership = await store.lead(owner, timing);
  t.teardown(async () => leadership[Symbol.asyncDispose]());
  return { store, leadership };
}

/** Waits until somebody whom this is true of has written something new. */
export async function writes(witness: Witness, of: (owner: string) => boolean): Promise<string> {
  const before = (await witness.written()).length;
  return eventually(async () => {
    const last = (await witness.written()).slice(before).findLast(({ owner }) => of(owner));
    assert.ok(last !== undefined, 'nobody writes');
    return last.owner;
  });
}

/** Nobody ever wrote under an epoch that was over, and no epoch was that of two. */
export async function assertFenced(t: ExecutionContext, witness: Witness): Promise<void> {
  const written = await witness.written();
  const epochs = written.map(({ epoch }) => epoch);
  t.deepEqual(
    epochs,
    epochs.toSorted((one, other) => one - other),
  );
  const leaders = new Set(written.map(({ owner, epoch }) => `${epoch} ${owner}`));
  t.is(leaders.size, new Set(epochs).size);
}

/** Waits until for so long no row of the database was written. */
export async function quiet({ query }: Witness, ms: number): Promise<void> {
  const changes = async (): Promise<unknown> =>
    query(`SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) AS changes FROM pg_stat_user_tables`);
  await eventually(
    async () => {
      const before = await changes();
      // Nothing can be polled for: that it stays as it is takes its time.
      await wait(ms);
      assert.deepEqual(await changes(), before);
    },
    { timeoutMs: 10 * ms },
  );
}
