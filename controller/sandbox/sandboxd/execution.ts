import { spawn, type ChildProcess } from 'node:child_process';
import { createCappedOutput, type CappedOutput } from './capped-output.ts';
import { Fault, toFault } from './fault.ts';
import { countField, listField, optionalText, type Fields } from './fields.ts';
import { kill } from './household.ts';
import { limits } from './limits.ts';

/** A program that runs, as the leader of a process group of its own. */
export interface Execution {
  /** Ends it with its whole group: politely, then not. `reason` is told in its standard error. */
  stop(reason?: string): void;
  /** Ends it with its whole group at once. */
  kill(): void;
  /** The result, when the program and its group are gone. */
  readonly result: Promise<Fields>;
}

// No core dumps, bounded files and data, then the program in the shell's place. Each limit as far as the system has it.
const underLimits = `ulimit -c 0; ulimit -f ${limits.fileBlocks512} 2>/dev/null; ulimit -d ${limits.dataKiB} 2>/dev/null; exec "$@"`;

/** `{command, timeoutMs, maxOutputBytes, input?}` → an ExecResult of the port. */
export function startExecution(root: string, fields: Fields): Execution {
  const command = listField(fields, 'command', argument);
  if (command.length === 0) throw new Fault('USAGE', 'command: expected a program and its arguments, found nothing');
  const timeoutMs = countField(fields, 'timeoutMs', limits.execMs);
  const maxOutputBytes = countField(fields, 'maxOutputBytes', limits.outputBytes);
  const input = optionalText(fields, 'input');
  const child = spawn('/bin/sh', ['-c', underLimits, 'sh', ...command], {
    cwd: root,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  give(child, input);
  return supervise(child, timeoutMs, maxOutputBytes);
}

function supervise(child: ChildProcess, timeoutMs: number, maxOutputBytes: number): Execution {
  const startedAt = performance.now();
  const stdout = createCappedOutput(maxOutputBytes);
  const stderr = createCappedOutput(maxOutputBytes);
  child.stdout?.on('data', stdout.add);
  child.stderr?.on('data', stderr.add);
  const notes: string[] = [];
  let timedOut = false;
  const stop = (reason?: string): void => {
    if (reason !== undefined) notes.push(`\nstopped: ${reason}`);
    stopGroup(child);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, timeoutMs);
  const result = ended(child)
    .then(() => ({
      exitCode: child.exitCode ?? undefined,
      signal: child.signalCode ?? undefined,
      timedOut,
      stdout: stdout.text(share(maxOutputBytes, stderr)),
      stderr: stderr.text(share(maxOutputBytes, stdout)) + notes.join(''),
      droppedBytes: Math.max(0, stdout.total() + stderr.total() - maxOutputBytes),
      durationMs: Math.round(performance.now() - startedAt),
    }))
    .finally(() => clearTimeout(timer));
  return { stop, kill: () => signalGroup(child, 'SIGKILL'), result };
}

// Half, and what the other one does not need of its half.
function share(bytes: number, other: CappedOutput): number {
  return Math.max(Math.floor(bytes / 2), bytes - other.total());
}

function stopGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  setTimeout(() => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(child, 'SIGKILL');
  }, limits.killGraceMs).unref();
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) kill(-child.pid, signal);
}

// Children that outlive the program hold its output open: they are killed, and what still comes is waited for only briefly.
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(toFault(error)));
    child.once('close', () => resolve());
    child.once('exit', () => {
      signalGroup(child, 'SIGKILL');
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve();
      }, limits.drainMs).unref();
    });
  });
}

function give(child: ChildProcess, input: string | undefined): void {
  if (input === undefined) return;
  // A program need not read what it is given.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
}

function argument(item: unknown): string {
  if (typeof item !== 'string') throw new Fault('USAGE', `command: expected text, found ${typeof item}`);
  if (item.includes('\0')) throw new Fault('USAGE', 'command: an argument cannot contain a NUL byte');
  return item;
}
