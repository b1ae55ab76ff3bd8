import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../controller/main.ts', import.meta.url));

/** A process of maios that a bench started. */
export interface Spawned extends AsyncDisposable {
  /** The most memory that it held so far, in MiB; NaN where the system does not tell. */
  peakMib(): Promise<number>;
}

/** Starts `maios COMMAND…`; resolves when a line that it prints matches. Disposing ends it and waits for that. */
export async function spawnMaios(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<Spawned> {
  const child = spawn(process.execPath, [...nodeFlags(), main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilReady(child, ready, args.join(' '));
  return {
    peakMib: async () => peakMib(child.pid),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

// For whoever looks for what is slow: BENCH_NODE_FLAGS=--cpu-prof.
function nodeFlags(): readonly string[] {
  return (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
}

async function untilReady(child: ChildProcess, ready: RegExp, name: string): Promise<void> {
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`maios ${name}: expected it to start, found:\n${said.join('\n')}`)));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        if (said.length < 100) said.push(line);
        if (process.env['BENCH_LOUD'] === '1') console.error(`[${name}] ${line}`);
        if (ready.test(line)) resolve();
      });
    }
  });
}

async function peakMib(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
