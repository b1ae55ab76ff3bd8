import { Duplex } from 'node:stream';
import { joinBytes } from './join-bytes.ts';

type Callback = (error?: Error | null) => void;

/**
 * The socket that the `pg` client believes to have: what it writes goes to `send`, what comes back is pushed.
 * `pg` corks the messages of one query, so that they leave here as one.
 */
export class WireDuplex extends Duplex {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;

  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    super({ decodeStrings: true });
    this.#send = send;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    this.#send(joinBytes([chunk]));
    callback();
  }

  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], callback: Callback): void {
    this.#send(joinBytes(chunks.map(({ chunk }) => chunk)));
    callback();
  }

  // Who ends the connection waits for its other side to end.
  override _final(callback: Callback): void {
    this.push(null);
    callback();
  }

  // What pg calls on a net.Socket; a thread needs none of it but the event.
  connect(): this {
    setImmediate(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
