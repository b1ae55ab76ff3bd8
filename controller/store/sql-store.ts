import { AsyncLocalStorage } from 'node:async_hooks';
import { type Pool } from 'pg';
import { type DataSource } from 'typeorm';
import { type Clock } from '../clock/clock.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { toStoreError } from './store-error.ts';
import { type Statement, type Store, type Tx } from './store.ts';
import { beginContext } from './tx-context.ts';

interface Settings {
  readonly kind: Store['kind'];
  readonly durability: string;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}

/** The store over an open data source. */
export function createStore(dataSource: DataSource, settings: Settings): Store {
  const { kind, durability, clock, close } = settings;
  const listeners = new Set<(projectIds: ReadonlySet<string>) => void>();
  const pool = poolOf(dataSource);
  const gate = createGate();

  const ring = (projectIds: ReadonlySet<string>): void => {
    if (projectIds.size > 0) for (const listener of listeners) listener(projectIds);
  };

  async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let rings: ReadonlySet<string> = new Set();
    const result = await gate.pass(() =>
      dataSource.transaction(async (manager) => {
        const tx = manager as Tx;
        rings = beginContext(tx, clock);
        return work(tx);
      }),
    );
    ring(rings);
    return result;
  }

  async function execute(statement: Statement, values: readonly unknown[]) {
    const { name, text, rings } = statement;
    const { rows } = await gate.pass(() => pool.query<Record<string, unknown>>({ name, text, values: [...values] }));
    if (rings !== undefined) ring(new Set(rows.map((row) => String(row[rings]))));
    return rows;
  }

  const onCommit: Store['onCommit'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const dispose = async (): Promise<void> => {
    gate.refuse(new MaiosError('STORE_UNAVAILABLE', 'the store is closed'));
    await close();
  };

  return { kind, durability, clock, transaction, execute, onCommit, [Symbol.asyncDispose]: dispose };
}

// With one session, a query that waits for the transaction around it waits for ever: better an error than silence.
function createGate() {
  const current = new AsyncLocalStorage<{ open: boolean }>();
  let refusal: MaiosError | undefined;
  return {
    refuse: (error: MaiosError): void => {
      refusal = error;
    },
    pass: async <T>(work: () => Promise<T>): Promise<T> => {
      if (refusal !== undefined) throw refusal;
      if (current.getStore()?.open === true) throw new MaiosError('STORE_BUG', nested);
      const marker = { open: true };
      try {
        return await current.run(marker, work);
      } catch (thrown) {
        throw toStoreError(thrown);
      } finally {
        marker.open = false;
      }
    },
  };
}

const nested = 'expected operations of the open transaction, found a second transaction inside of it';

// TypeORM's driver holds the pool of pg; its own query path costs more than the step that goes through here.
function poolOf(dataSource: DataSource): Pool {
  const { driver } = dataSource as unknown as { driver: { master: Pool } };
  return driver.master;
}
