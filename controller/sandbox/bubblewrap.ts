import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { MaiosError } from '../errors/maios-error.ts';
import { childTransport } from './child-transport.ts';
import { daemonFolder, daemonStart, nodeBinary } from './daemon.ts';
import { findSandboxes } from './find-sandboxes.ts';
import { createRemoteSandbox } from './remote-sandbox.ts';
import type { SandboxDriver } from './sandbox.ts';
import { openSession } from './session.ts';

const temporaryBytes = 256 * 1024 * 1024;
const sharedMemoryBytes = 64 * 1024 * 1024;
const inside = {
  root: '/workspace',
  folder: '/opt/maios/sandboxd',
  home: '/tmp',
  nodeFolder: '/opt/maios/bin',
} as const;
// Found here and nowhere else, so that what is on this process's PATH does not matter.
const hostPath = '/usr/local/bin:/usr/bin:/bin';

/**
 * Namespaces of its own for users, processes, network, mounts, names and IPC; of this machine it sees programs and
 * libraries, read-only, and one worktree. Everything in it dies with this process.
 */
export const bubblewrapDriver: SandboxDriver = {
  name: 'bubblewrap',
  isolated: true,
  find: findSandboxes,
  [Symbol.asyncDispose]: async () => undefined,
  async start({ worktree, label, network }) {
    const { args, env } = daemonStart(inside, label);
    const known = await knownOptions();
    const files = etcFiles(network);
    const setup = [
      ...isolation(network, known),
      ...system(network, known),
      ...data(files),
      ...workspace(worktree),
      ...environment(env),
    ];
    const child = spawn('bwrap', [...setup, '--', `${inside.nodeFolder}/node`, ...args], {
      env: { PATH: hostPath },
      stdio: ['pipe', 'pipe', 'pipe', ...files.map(() => 'pipe' as const)],
    });
    feed(child, files);
    return createRemoteSandbox('bubblewrap', await openSession(childTransport(child)));
  },
};

let helpText: Promise<string> | undefined;

// Version 0.7 brought --size, 0.8 --disable-userns; older ones are good enough without. One that is not there is told of.
function knownOptions(): Promise<string> {
  helpText ??= promisify(execFile)('bwrap', ['--help'], { env: { PATH: hostPath } }).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return '';
      helpText = undefined;
      throw new MaiosError('SANDBOX_UNAVAILABLE', `expected the program bwrap in ${hostPath}, found none`);
    },
  );
  return helpText;
}

// Bubblewrap brings the loopback interface up in the new network namespace: tests on localhost work, nothing else answers.
function isolation(network: boolean, known: string): readonly string[] {
  return [
    ['--unshare-all', '--unshare-user', '--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL'],
    ['--die-with-parent', '--new-session', '--hostname', 'sandbox'],
    network ? ['--share-net'] : [],
    known.includes('--disable-userns') ? ['--disable-userns'] : [],
  ].flat();
}

const systemFolders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const libraryFiles = ['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/alternatives'];
const networkFiles = ['/etc/resolv.conf', '/etc/ssl', '/etc/ca-certificates', '/etc/pki'];

function system(network: boolean, known: string): readonly string[] {
  const optional = network ? [...libraryFiles, ...networkFiles] : libraryFiles;
  return [
    ['--ro-bind', '/usr', '/usr'],
    ...systemFolders.map(sameAsHere),
    ...optional.map((path) => ['--ro-bind-try', path, path]),
    ['--proc', '/proc', '--dev', '/dev'],
    temporary('/dev/shm', sharedMemoryBytes, known),
    temporary('/tmp', temporaryBytes, known),
  ].flat();
}

function temporary(path: string, bytes: number, known: string): string[] {
  return known.includes('--size') ? ['--size', String(bytes), '--tmpfs', path] : ['--tmpfs', path];
}

// On most systems /bin is a link to usr/bin.
function sameAsHere(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

function workspace(worktree: string): readonly string[] {
  const packageFile = findPackageJSON(import.meta.url);
  return [
    ['--ro-bind', nodeBinary, `${inside.nodeFolder}/node`, '--ro-bind', daemonFolder, inside.folder],
    // Says that sandboxd's files are modules.
    packageFile === undefined ? [] : ['--ro-bind', packageFile, '/opt/maios/package.json'],
    ['--bind', worktree, inside.root, '--chdir', inside.root],
    // Kernel settings below /proc/sys belong to uid 0: where this process is root, so is what runs inside, to the kernel.
    ['--remount-ro', '/proc', '--remount-ro', '/dev', '--remount-ro', '/'],
  ].flat();
}

function environment(env: Readonly<Record<string, string>>): readonly string[] {
  return ['--clearenv', ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value])];
}

type EtcFile = readonly [path: string, content: string];

// Programs ask who they are and where localhost is; nothing here is this machine's.
function etcFiles(network: boolean): readonly EtcFile[] {
  return [
    ['/etc/passwd', 'maios:x:1000:1000::/tmp:/bin/sh\n'],
    ['/etc/group', 'maios:x:1000:\n'],
    ['/etc/hosts', '127.0.0.1 localhost sandbox\n::1 localhost\n'],
    ['/etc/nsswitch.conf', `hosts: files${network ? ' dns' : ''}\n`],
  ];
}

// Descriptors from 3 on carry the content of these files.
function data(files: readonly EtcFile[]): readonly string[] {
  return files.flatMap(([path], index) => ['--ro-bind-data', String(index + 3), path]);
}

function feed(child: ChildProcess, files: readonly EtcFile[]): void {
  for (const [index, [, content]] of files.entries()) {
    const pipe = child.stdio[index + 3];
    if (!(pipe instanceof Writable)) continue;
    // Bubblewrap may fail before it reads; the session tells why.
    pipe.on('error', () => undefined);
    pipe.end(content);
  }
}
