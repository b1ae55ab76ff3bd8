import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { eventually } from '../../support/eventually.ts';

export interface WorkerProcess {
  readonly pid: number;
  /** What it said so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Resolves when it has said this, as often as asked for. */
  said(line: Readonly<Record<string, unknown>>, times?: number): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<unknown>;
}

/** Starts a worker of its own process, which is killed with the test. */
export async function startWorkerProcess(
  t: ExecutionContext,
  options: { readonly url: string; readonly prefix: string; readonly stallMs?: number },
): Promise<WorkerProcess> {
  const program = fileURLToPath(new URL('worker.program.ts', import.meta.url));
  const args = [program, options.url, options.prefix, String(options.stallMs ?? 1000)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const lines: Readonly<Record<string, unknown>>[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  const said: WorkerProcess['said'] = async (wanted, times = 1) =>
    eventually(() => {
      const found = lines.filter((line) => Object.entries(wanted).every(([key, value]) => line[key] === value)).length;
      if (found >= times) return;
      throw new Error(`expected ${JSON.stringify(wanted)} ${times} times, found ${JSON.stringify(lines)}`);
    });
  if (child.pid === undefined) throw new Error('expected a process, found none');
  await said({ ready: child.pid });
  return { pid: child.pid, lines, said, signal: (name) => void child.kill(name), ended };
}
