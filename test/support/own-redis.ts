import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { skip } from './services.ts';

/** A redis-server of the test's own, which it may kill. */
export interface OwnRedis {
  readonly url: string;
  readonly port: number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port; with what it held, or empty. Resolves when it answers. */
  start(options?: { readonly empty?: boolean }): Promise<void>;
  /** Sends one command and waits for the first line of its answer. */
  command(text: string): Promise<string>;
  /** SIGSTOP and SIGCONT: connections stay open, nothing is answered. */
  freeze(): void;
  thaw(): void;
}

/** Starts one on a free port, ended with the test; undefined (skipped or failed) where there is no redis-server. */
export async function startOwnRedis(t: ExecutionContext): Promise<OwnRedis | undefined> {
  if (!hasRedis()) return skip(t, 'redis-server is not in the PATH');
  const folder = await mkdtemp(join(tmpdir(), 'maios-redis-'));
  const redis = await launchRedis(folder);
  t.teardown(async () => {
    await redis.kill();
    await rm(folder, { recursive: true, force: true });
  });
  return redis;
}

export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).error === undefined;
}

/** The same for programs that are no tests: the caller ends it. Every change is on disk when it is answered. */
export async function launchRedis(folder: string, options: { readonly durable?: boolean } = {}): Promise<OwnRedis> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawnRedis(port, folder, options.durable ?? true);
    await eventually(() => answers(port));
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async start({ empty = false } = {}) {
      if (empty) await rm(join(folder, 'appendonlydir'), { recursive: true, force: true });
      await start();
    },
    command: async (text) => ask(port, text),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}

// Also when the process of the tests ends before they do.
const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

function spawnRedis(port: number, folder: string, durable: boolean): ChildProcess {
  const kept = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...kept];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function answers(port: number): Promise<void> {
  const reply = await ask(port, 'PING');
  if (reply !== '+PONG') throw new Error(`expected PONG, found ${reply}`);
}

async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return reply.toString().split('\r\n')[0] ?? '';
  } finally {
    socket.destroy();
  }
}
