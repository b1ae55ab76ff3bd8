import type { TransferEnd } from '../../store/transfer/transfer-format.ts';

/**
 * A backup is a tar archive under gzip: `manifest.json` first, then the database in parts, then a git bundle a project,
 * `end.json` last. Whoever has no maios gets at it with tar, gzip and git.
 */
export const backupFormat = 1;

export const manifestName = 'manifest.json';
export const endName = 'end.json';
export const databasePart = (number: number): string => `database/${String(number).padStart(6, '0')}.jsonl`;
export const bundleName = (projectId: string): string => `workspaces/${projectId}.bundle`;

export interface BackupManifest {
  readonly backup: 'maios';
  readonly format: number;
  /** The version of maios that wrote it. */
  readonly version: string;
  /** The moment that the database is of, RFC 3339. */
  readonly at: string;
}

export interface BackupEnd {
  readonly database: TransferEnd;
  readonly workspaces: number;
  /** sha256, in hex, over the name and the content of every file before this one. */
  readonly sha256: string;
}

/** What a backup holds, for people. */
export interface BackupReport extends BackupManifest {
  readonly projects: number;
  readonly rows: number;
  readonly workspaces: number;
}

export function reportOf(manifest: BackupManifest, { database, workspaces }: BackupEnd): BackupReport {
  const rows = Object.values(database.rows).reduce((sum, count) => sum + count, 0);
  return { ...manifest, projects: database.rows['projects'] ?? 0, rows, workspaces };
}
