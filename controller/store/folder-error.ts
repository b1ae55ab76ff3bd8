import { MaiosError } from '../errors/maios-error.ts';

/** That a folder of a setting cannot be used, as CONFIG_INVALID; what is no such refusal of the system stays as it is. */
export function toFolderError(variable: string, folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!refusals.has(code)) return error;
  return new MaiosError(
    'CONFIG_INVALID',
    `${variable}: expected a folder that can be written, found ${code} at ${folder}`,
    {
      cause: error,
      fix: `Let user ${process.getuid?.() ?? 'of this process'} write there, or set ${variable} to another folder.`,
    },
  );
}

const refusals: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EEXIST',
  'ERR_SQLITE_ERROR',
]);
