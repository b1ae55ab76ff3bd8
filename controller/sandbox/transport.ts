/** What comes from the other end of a transport. Everything is taken at once, so that nothing piles up on the way. */
export interface TransportListener {
  /** Bytes of sandboxd's standard output. */
  readonly output: (chunk: Buffer) => void;
  /** Bytes of its standard error: its last words, when it dies. */
  readonly said: (chunk: Buffer) => void;
  /** It is gone, with everything that it started, or could not be started; told once. */
  readonly gone: (how: string) => void;
}

/** A way to one sandboxd: the pipes of a process, or a stream to a container. */
export interface Transport {
  /** Called once, before anything is written. */
  listen(listener: TransportListener): void;
  write(line: string): void;
  /** Closes sandboxd's input, at which it ends by itself. */
  end(): void;
  /** Ends it at once. */
  kill(): void;
}
