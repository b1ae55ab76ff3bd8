import { MaiosError, toMaiosError } from '../errors/maios-error.ts';

/**
 * That a folder of a setting cannot be used, as CONFIG_INVALID, or DISK_FULL where nothing more goes into it; what is no such
 * refusal of the system stays as it is.
 */
export function toFolderError(variable: string, folder: string, error: unknown): unknown {
  if (isFull(error)) {
    const message = `${variable}: expected room to write in, found no space left at ${folder}`;
    return new MaiosError('DISK_FULL', message, { cause: error });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const refusal = refusals[code];
  if (refusal === undefined) return error;
  return new MaiosError(
    'CONFIG_INVALID',
    `${variable}: expected a folder that can be written, found ${refusal} (${code}) at ${folder}`,
    {
      cause: error,
      fix: `Let user ${process.getuid?.() ?? 'of this process'} write there, or set ${variable} to another folder.`,
    },
  );
}

// https://www.sqlite.org/rescode.html#full
const sqliteFull = 13;

function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('errcode' in error && error.errcode === sqliteFull) || toMaiosError(error).code === 'DISK_FULL';
}

const refusals: Readonly<Record<string, string>> = {
  EACCES: 'no right to write',
  EPERM: 'no right to write',
  EROFS: 'a file system that is read-only',
  ENOENT: 'no folder, and none can be made',
  ENOTDIR: 'a file on the way',
  EEXIST: 'a file',
  ERR_SQLITE_ERROR: 'no way to make a file',
};
