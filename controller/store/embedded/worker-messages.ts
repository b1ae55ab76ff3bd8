/** What the thread of the embedded database is started with. */
export interface WorkerSettings {
  readonly dataDir: string;
}

/** To the thread: bytes of the PostgreSQL wire protocol, or the wish to close. */
export type ToWorker = Uint8Array<ArrayBuffer> | 'close';

/** From the thread: that it answers, then bytes of the wire protocol. */
export type FromWorker = Uint8Array<ArrayBuffer> | 'ready';
