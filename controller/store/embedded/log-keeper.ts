import type { PGlite } from '@electric-sql/pglite';

const looksEvery = 100;
const maxLogBytes = 32 * 1024 * 1024;

/**
 * Bounds the write-ahead log. A single-user PostgreSQL has no checkpointer, so that its log would grow, and recovery
 * after a kill take longer, for as long as the process lives.
 */
export class LogKeeper {
  readonly #database: PGlite;
  #messages = 0;

  constructor(database: PGlite) {
    this.#database = database;
  }

  /** To be called after each message, outside of a transaction. */
  async keep(): Promise<void> {
    this.#messages += 1;
    if (this.#messages % looksEvery !== 0) return;
    const { rows } = await this.#database.query<{ long: boolean }>(
      'SELECT pg_current_wal_lsn() - redo_lsn > $1 AS long FROM pg_control_checkpoint()',
      [maxLogBytes],
    );
    if (rows[0]?.long === true) await this.#database.exec('CHECKPOINT');
  }
}
