import type Docker from 'dockerode';
import { limits } from '../sandboxd/limits.ts';

/** What one container is made for. */
export interface ContainerPlan {
  readonly image: string;
  /** Variables that the image sets; none of them reaches a program. */
  readonly imageVariables: readonly string[];
  /** Becomes /workspace: an absolute path, the same for the daemon as for this process. */
  readonly folder: string;
  readonly network: boolean;
  readonly user: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const mebibyte = 1024 * 1024;
const temporaryBytes = 256 * mebibyte;
const sharedMemoryBytes = 64 * mebibyte;
// Room above what sandboxd itself watches, so that a program is ended with a reason before the kernel ends anything.
const memoryBytes = limits.memoryBytes + 512 * mebibyte;
const processes = 2 * limits.threads;
const cpuPeriodUs = 100_000;
const cpus = 2;

const entry = '/opt/maios/sandboxd/main.js';
// No pid namespace has this name, so sandboxd takes every process that it sees for its own.
const elsewhere = 'pid:[0]';

const environment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/tmp',
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  NO_COLOR: '1',
};

/**
 * A container that sees one folder and its image, read-only: no network unless granted, no capability, no way to gain
 * one, bounded memory, processes and processor time. It goes when sandboxd ends, and sandboxd ends with its input.
 */
export function containerOptions(plan: ContainerPlan): Docker.ContainerCreateOptions {
  return {
    name: plan.name,
    Image: plan.image,
    Entrypoint: ['/usr/local/bin/node'],
    Cmd: [entry, '--root', '/workspace', '--host-pid-namespace', elsewhere],
    // A name without a value takes the variable away, what Docker itself adds too.
    Env: [
      ...plan.imageVariables.filter((name) => !(name in environment)),
      'HOSTNAME',
      ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ],
    User: plan.user,
    WorkingDir: '/workspace',
    Hostname: 'sandbox',
    Labels: { ...plan.labels },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    NetworkDisabled: !plan.network,
    HostConfig: hostConfig(plan),
  };
}

function hostConfig({ folder, network }: ContainerPlan): Docker.HostConfig {
  return {
    AutoRemove: true,
    Init: true,
    // A bind by `Binds` would make a folder that is missing.
    Mounts: [{ Type: 'bind', Source: folder, Target: '/workspace', BindOptions: { Propagation: 'rprivate' } }],
    Tmpfs: { '/tmp': `rw,exec,nosuid,nodev,size=${temporaryBytes},mode=1777` },
    ShmSize: sharedMemoryBytes,
    IpcMode: 'private',
    ReadonlyRootfs: true,
    NetworkMode: network ? 'bridge' : 'none',
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Memory: memoryBytes,
    // The same number: no swap.
    MemorySwap: memoryBytes,
    PidsLimit: processes,
    // When the machine has no memory left, this goes first.
    OomScoreAdj: 500,
    // As NanoCpus, which refuses more than a small machine has.
    CpuPeriod: cpuPeriodUs,
    CpuQuota: cpus * cpuPeriodUs,
    Ulimits: [
      { Name: 'core', Soft: 0, Hard: 0 },
      { Name: 'nofile', Soft: 4096, Hard: 4096 },
    ],
    // Every byte of output would be kept on disk otherwise.
    LogConfig: { Type: 'none', Config: {} },
    RestartPolicy: { Name: 'no' },
  };
}
