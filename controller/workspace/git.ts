import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { MaiosError } from '../errors/maios-error.ts';

/** One call of the git program, bound to the places that it may use. */
export interface GitOptions {
  readonly gitDir?: string;
  readonly workTree?: string;
  readonly index?: string;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Output beyond this is not read; git is ended there. */
  readonly maxBytes?: number;
  /** Exit codes that are an answer and not a failure; 0 always is. */
  readonly expect?: readonly number[];
}

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly truncated: boolean;
}

// Found here and nowhere else, so that what is on this process's PATH does not matter.
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin';

// Whatever could run a program or change bytes is off; the git dir is ours alone, so its own config adds nothing.
const settings: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.excludesFile': '/dev/null',
  'core.attributesFile': '/dev/null',
  'core.autocrlf': 'false',
  'core.symlinks': 'true',
  'core.fileMode': 'true',
  'core.quotePath': 'false',
  'core.filesRefLockTimeout': '5000',
  'core.packedRefsTimeout': '5000',
  'core.pager': 'cat',
  'credential.helper': '',
  'protocol.ext.allow': 'never',
  'transfer.credentialsInUrl': 'allow',
  'safe.bareRepository': 'explicit',
  'safe.directory': '*',
  'submodule.recurse': 'false',
  'diff.ignoreSubmodules': 'all',
  'fetch.recurseSubmodules': 'false',
  'commit.gpgSign': 'false',
  'log.showSignature': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'init.defaultBranch': 'main',
  'advice.addEmbeddedRepo': 'false',
};

/** Runs git with a clean environment and without a shell. Fails with WORKSPACE_GIT, or DISK_FULL. */
export function git(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const { maxBytes = 64 * 1024 * 1024, timeoutMs = 120_000, expect = [] } = options;
  const cwd = options.workTree ?? options.gitDir ?? '/';
  const child = spawn('git', ['--no-pager', '--literal-pathspecs', ...args], {
    cwd,
    env: environment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // spawn's own time-out would outlive a git that could not be started, and keep the process alive.
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const output = collect(child, maxBytes);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return new Promise<GitResult>((resolve, reject) => {
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(new MaiosError('WORKSPACE_GIT', `expected git to start, found ${whyNot(cause, cwd)}`, { cause }));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const truncated = output.truncated();
      if (truncated || code === 0 || (code !== null && expect.includes(code))) {
        resolve({ code: code ?? 0, stdout: output.stdout(), truncated });
      } else {
        reject(failure(args, code ?? signal, output.stderr(), options));
      }
    });
  });
}

// Node says of a missing folder what it says of a missing program.
function whyNot(cause: NodeJS.ErrnoException, cwd: string): string {
  if (cause.code !== 'ENOENT') return cause.message;
  return existsSync(cwd) ? `none in ${path}` : `no folder ${cwd}`;
}

function environment({ gitDir, workTree, index }: GitOptions): Record<string, string> {
  const entries = Object.entries(settings);
  const config = entries.flatMap(([key, value], number) => [
    [`GIT_CONFIG_KEY_${number}`, key] as const,
    [`GIT_CONFIG_VALUE_${number}`, value] as const,
  ]);
  return {
    PATH: path,
    LC_ALL: 'C.UTF-8',
    LANGUAGE: 'en',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(config),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_AUTHOR_NAME: 'MAIOS',
    GIT_AUTHOR_EMAIL: 'maios@localhost',
    GIT_COMMITTER_NAME: 'MAIOS',
    GIT_COMMITTER_EMAIL: 'maios@localhost',
    ...(gitDir === undefined ? {} : { GIT_DIR: gitDir }),
    ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
    ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
  };
}

function collect(child: ChildProcess, maxBytes: number): { stdout(): string; stderr(): string; truncated(): boolean } {
  const chunks: Buffer[] = [];
  let length = 0;
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (length > maxBytes) return;
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) child.kill('SIGKILL');
  });
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)));
  return {
    // `stream` holds back a character that the cut went through.
    stdout: () => new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes), { stream: length > maxBytes }),
    stderr: () => stderr.trim(),
    truncated: () => length > maxBytes,
  };
}

function failure(
  args: readonly string[],
  end: number | NodeJS.Signals | null,
  stderr: string,
  { gitDir }: GitOptions,
): MaiosError {
  const full = /no space left on device|disk quota exceeded/i.test(stderr) || isFull(gitDir);
  const said = stderr === '' ? `ended with ${end}` : stderr;
  return new MaiosError(full ? 'DISK_FULL' : 'WORKSPACE_GIT', `git ${args[0]}: ${said}`, { details: { end, stderr } });
}

// Of a reference that it could not write, git does not say why.
function isFull(folder: string | undefined): boolean {
  if (folder === undefined || !existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 4096;
}
