/** What an operation may be refused with; codes of the error catalogue, which this program cannot import. */
export type FaultCode = 'SANDBOX_PATH' | 'SANDBOX_LIMIT' | 'SANDBOX_UNAVAILABLE' | 'NOT_FOUND' | 'DISK_FULL' | 'USAGE';

/** A refusal; it travels as `{ok: false, code, message}`. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

const codeOfErrno: Readonly<Record<string, FaultCode>> = {
  ENOENT: 'NOT_FOUND',
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  ENAMETOOLONG: 'SANDBOX_PATH',
  ELOOP: 'SANDBOX_PATH',
  ENOTDIR: 'SANDBOX_PATH',
  EISDIR: 'SANDBOX_PATH',
  EACCES: 'SANDBOX_PATH',
  EPERM: 'SANDBOX_PATH',
  EROFS: 'SANDBOX_PATH',
  ENXIO: 'SANDBOX_PATH',
  EFBIG: 'SANDBOX_LIMIT',
  EMFILE: 'SANDBOX_LIMIT',
  EAGAIN: 'SANDBOX_LIMIT',
  ENOMEM: 'SANDBOX_LIMIT',
  E2BIG: 'SANDBOX_LIMIT',
};

/** Anything thrown, as a fault. The operating system's own text names descriptors, so `path` replaces it. */
export function toFault(thrown: unknown, path?: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const errno = errnoOf(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = codeOfErrno[errno ?? ''];
  if (code === undefined) return new Fault('SANDBOX_UNAVAILABLE', message);
  return new Fault(code, path === undefined ? message : describe(errno ?? '', path));
}

export function errnoOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

const meaning: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'part of the path is not a directory, or is a symbolic link',
  ELOOP: 'the path goes through a symbolic link',
  EISDIR: 'expected a file, found a directory',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENXIO: 'expected a regular file, found a device, socket or pipe',
  ENOSPC: 'the disk is full',
};

function describe(errno: string, path: string): string {
  return `${JSON.stringify(path)}: ${meaning[errno] ?? errno}`;
}
