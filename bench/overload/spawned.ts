import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = `${root}dist/controller/main.js`;

// What is measured is what is installed: the build, with the limit on young objects that the image sets.
let built: Promise<unknown> | undefined;
const build = (): Promise<unknown> =>
  (built ??= promisify(execFile)(`${root}node_modules/.bin/tsc`, ['-p', `${root}tsconfig.build.json`]));

/** A process of maios that a bench started. */
export interface Spawned extends AsyncDisposable {
  /** The most memory that it held so far, in MiB; NaN where the system does not tell. */
  peakMib(): Promise<number>;
  /** The processor time that it took so far, in milliseconds; NaN where the system does not tell. */
  cpuMs(): Promise<number>;
}

/** Starts `maios COMMAND…`; resolves when a line that it prints matches. Disposing ends it and waits for that. */
export async function spawnMaios(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<Spawned> {
  await build();
  const child = spawn(process.execPath, ['--max-semi-space-size=4', ...nodeFlags(), main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await untilReady(child, ready, args.join(' '));
  return {
    peakMib: async () => peakMib(child.pid),
    cpuMs: async () => cpuMs(child.pid),
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

/** Of a second, as Linux counts processor time for everybody. */
const msPerTick = 10;

async function cpuMs(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program is in brackets and may hold spaces: what counts comes after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}
