import { type Pool } from 'pg';
import { type DataSource } from 'typeorm';
import { type Clock } from '../clock/clock.ts';
import { createGate } from './gate.ts';
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
    await gate.shut();
    await close();
  };

  return { kind, durability, clock, transaction, execute, onCommit, [Symbol.asyncDispose]: dispose };
}

// TypeORM's driver holds the pool of pg; its own query path costs more than the step that goes through here.
function poolOf(dataSource: DataSource): Pool {
  const { driver } = dataSource as unknown as { driver: { master: Pool } };
  return driver.master;
}
