import { spawn } from 'node:child_process';
import { type ErrorOptions, MaiosError } from '../../errors/maios-error.ts';

export interface GitCall {
  readonly folder: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** The PATH to find git by. */
  readonly searchPath: string | undefined;
}

// Nothing of the user's or the repository's configuration may run a program or ask anybody; only objects are read.
const safely = [
  '--no-replace-objects',
  '--no-optional-locks',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never', 'safe.directory=*'].flatMap(
    (setting) => ['-c', setting],
  ),
];

const environment = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  // A partial clone would fetch what it lacks.
  GIT_NO_LAZY_FETCH: '1',
  LC_ALL: 'C',
};

const maxOutputBytes = 256 * 1024 * 1024;
const timeoutMs = 60_000;

/** What git wrote to standard output. Fails with WORKSPACE_GIT: git is missing, took too long, or failed. */
export function callGit({ folder, args, input, searchPath }: GitCall): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const env = { ...environment, PATH: searchPath ?? '/usr/local/bin:/usr/bin:/bin' };
  const child = spawn('git', ['-C', folder, ...safely, ...args], { env });
  // spawn's own time-out would outlive a git that could not be started, and keep the process alive.
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const output: Buffer[] = [];
  const complaint: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > maxOutputBytes) child.kill('SIGKILL');
    else output.push(piece);
  });
  child.stderr.on('data', (piece: Buffer) => complaint.length < 16 && complaint.push(piece));
  child.on('error', (cause) => {
    clearTimeout(timer);
    reject(new MaiosError('WORKSPACE_GIT', `expected git to start, found: ${cause.message}`, { cause }));
  });
  child.on('close', (code, signal) => {
    clearTimeout(timer);
    if (code === 0) return resolve(Buffer.concat(output));
    const said = Buffer.concat(complaint).toString().trim().slice(0, 500);
    return reject(
      new MaiosError(
        'WORKSPACE_GIT',
        `expected git ${args[0]} to succeed, found ${signal ?? `exit code ${code}`}: ${said}`,
        said.includes('not a git repository') ? noRepository(folder) : {},
      ),
    );
  });
  // A git that ends early closes the pipe; its exit code says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  return promise;
}

function noRepository(folder: string): ErrorOptions {
  return { place: { file: folder }, fix: 'Name a folder in a git checkout, or leave out `--source git`.' };
}
