import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { daemonEntry, daemonFolder, isMarkerOf } from './daemon.ts';
import type { FoundSandbox } from './sandbox.ts';
import { createHousehold, kill } from './sandboxd/household.ts';

/**
 * Every sandboxd that runs on this machine as a process of its own, by its label. They end with the process that started
 * them; one whose run has a newer epoch is an orphan that somebody stopped in its tracks. Empty without /proc.
 */
export async function findSandboxes(): Promise<readonly FoundSandbox[]> {
  const pids = read(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  return pids.map(inspect).filter((sandbox) => sandbox !== undefined);
}

function inspect(pid: string): FoundSandbox | undefined {
  const line = read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '');
  const args = line.split('\0');
  const [label, marker] = [valueOf(args, '--label'), valueOf(args, '--marker')];
  // The daemon itself, not the programs that wrap it and carry the same arguments further back.
  if (!isDaemon(args[1]) || label === undefined) return undefined;
  const started = read(() => statSync(`/proc/${pid}`), undefined);
  return {
    id: pid,
    label,
    startedAt: started?.ctime ?? new Date(0),
    runs: true,
    end: () => end({ pid, label, marker }),
  };
}

// At once: what is in /proc is in memory, and handing each read to another thread costs several times as much.
function read<T, F>(look: () => T, otherwise: F): T | F {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

function valueOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at === -1 ? undefined : args[at + 1];
}

interface Daemon {
  readonly pid: string;
  readonly label: string;
  readonly marker: string | undefined;
}

// It ends what it started when it is told to; one that was stopped hears nothing, and what it started is ended here.
async function end(daemon: Daemon): Promise<boolean> {
  kill(Number(daemon.pid), 'SIGTERM');
  if (await isGone(daemon)) return true;
  kill(Number(daemon.pid), 'SIGKILL');
  const { label, marker = '' } = daemon;
  if (isMarkerOf(label, marker)) createHousehold({ hostPidNamespace: undefined, marker }).sweep();
  return isGone(daemon);
}

const endTimeoutMs = 1000;

async function isGone({ pid, label }: Daemon): Promise<boolean> {
  const until = Date.now() + endTimeoutMs;
  while (inspect(pid)?.label === label) {
    if (Date.now() > until) return false;
    await wait(10);
  }
  return true;
}

function isDaemon(script: string | undefined): boolean {
  if (script === undefined) return false;
  return basename(script) === daemonEntry && basename(dirname(script)) === basename(daemonFolder);
}
