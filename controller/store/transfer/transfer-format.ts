/**
 * A database as text, line by line (JSON): a head, then table after table a line that names it and a line for each row, a
 * list of the values as PostgreSQL writes them (bytea in base64), then an end with counts and a digest. Text of
 * PostgreSQL, and not JSON of its values, so that nothing is rounded on the way.
 */
export const transferFormat = 1;

export interface TransferHead {
  readonly database: 'maios';
  readonly format: number;
  /** The migrations of the schema that it was written from. */
  readonly migrations: readonly string[];
  readonly tables: readonly TransferTable[];
}

export interface TransferTable {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface TransferEnd {
  /** How many rows each table has. */
  readonly rows: Readonly<Record<string, number>>;
  /** sha256, in hex, of every line before the end, each with its line feed. */
  readonly sha256: string;
}

/** A row: its values in the order of the table's columns. */
export type TransferRow = readonly (string | null)[];

/** What a line says. */
export type TransferLine =
  | { readonly head: TransferHead }
  | { readonly table: string }
  | { readonly end: TransferEnd }
  | TransferRow;
