import type { Pool } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Clock } from '../clock/clock.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { createGate } from './gate.ts';
import type { Leadership, LeadershipTiming } from './leadership.ts';
import type { Statement, Store, Told, Tx } from './store.ts';
import { tryAgain } from './try-again.ts';
import { beginContext } from './tx-context.ts';

interface Settings {
  readonly kind: Store['kind'];
  readonly durability: string;
  readonly clock: Clock;
  readonly close: () => Promise<void>;
  readonly lead: (
    store: Pick<Store, 'transaction' | 'clock'>,
    owner: string,
    timing: Partial<LeadershipTiming>,
  ) => Promise<Leadership>;
}

const nothing: Told = { events: new Set(), changed: new Set(), freed: new Set() };

/** The store over an open data source. */
export function createStore(dataSource: DataSource, settings: Settings): Store {
  const { kind, durability, clock, close } = settings;
  const listeners = new Set<(told: Told) => void>();
  const pool = poolOf(dataSource);
  const gate = createGate();

  const tell = (told: Told): void => {
    if (told.events.size + told.changed.size + told.freed.size === 0) return;
    for (const listener of listeners) listener(told);
  };

  async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let told = nothing;
    const once = async (): Promise<T> =>
      dataSource.transaction(async (manager) => {
        const tx = manager as Tx;
        told = beginContext(tx, clock);
        return work(tx);
      });
    const result = await tryAgain(() => gate.pass(once));
    tell(told);
    return result;
  }

  async function single<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let told = nothing;
    const once = async (): Promise<T> => {
      const runner = dataSource.createQueryRunner();
      try {
        const tx = runner.manager as Tx;
        told = beginContext(tx, clock);
        allowOne(runner);
        return await work(tx);
      } finally {
        await runner.release();
      }
    };
    const result = await tryAgain(() => gate.pass(once));
    tell(told);
    return result;
  }

  async function execute(statement: Statement, values: readonly unknown[]) {
    const { name, text, rings } = statement;
    const once = () => pool.query<Record<string, unknown>>({ name, text, values: [...values] });
    const { rows } = await tryAgain(() => gate.pass(once));
    if (rings !== undefined) tell({ ...nothing, events: new Set(rows.map((row) => String(row[rings]))) });
    return rows;
  }

  const onCommit: Store['onCommit'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const lead: Store['lead'] = async (owner, timing = {}) => settings.lead({ transaction, clock }, owner, timing);

  const dispose = async (): Promise<void> => {
    await gate.shut();
    await close();
  };

  return { kind, durability, clock, transaction, single, execute, onCommit, lead, [Symbol.asyncDispose]: dispose };
}

// A second statement would not be of the same moment, and would stay when the first is undone.
function allowOne(runner: QueryRunner): void {
  const ask = runner.query.bind(runner);
  let isAsked = false;
  Object.assign(runner, {
    async query(...args: Parameters<typeof ask>): Promise<unknown> {
      if (isAsked)
        throw new MaiosError('STORE_BUG', 'expected one statement without a transaction, found a second one');
      isAsked = true;
      return ask(...args);
    },
  });
}

// TypeORM's driver holds the pool of pg; its own query path costs more than the step that goes through here.
function poolOf(dataSource: DataSource): Pool {
  const { driver } = dataSource as unknown as { driver: { master: Pool } };
  return driver.master;
}
