import { MaiosError } from '../errors/maios-error.ts';

/** That a folder of a setting cannot be used, as CONFIG_INVALID; what is no such refusal of the system stays as it is. */
export function toFolderError(variable: string, folder: string, error: unknown): unknown {
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

const refusals: Readonly<Record<string, string>> = {
  EACCES: 'no right to write',
  EPERM: 'no right to write',
  EROFS: 'a file system that is read-only',
  ENOENT: 'no folder, and none can be made',
  ENOTDIR: 'a file on the way',
  EEXIST: 'a file',
  ERR_SQLITE_ERROR: 'no way to make a file',
};
