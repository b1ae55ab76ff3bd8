/** Long work on rules: given its input piece by piece, then brought to its end. Runs in a thread of its own. */
export interface Job<Piece, Result> {
  take(piece: Piece): void | Promise<void>;
  finish(): Result | Promise<Result>;
}

/** Begins a job with what it is told at the start. */
export type StartJob<From, Piece, Result> = (from: From) => Job<Piece, Result>;
