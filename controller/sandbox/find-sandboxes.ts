import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { daemonEntry, daemonFolder, isMarkerOf } from './daemon.ts';
import { type FoundSandbox } from './sandbox.ts';
import { createHousehold, kill } from './sandboxd/household.ts';

/**
 * Every sandboxd that runs on this machine as a process of its own, by its label. They end with the process that started
 * them; one whose run has a newer epoch is an orphan that somebody stopped in its tracks. Empty without /proc.
 */
export async function findSandboxes(): Promise<readonly FoundSandbox[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(inspect));
  return found.filter((sandbox) => sandbox !== undefined);
}

async function inspect(pid: string): Promise<FoundSandbox | undefined> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const args = line.split('\0');
  const [label, marker] = [valueOf(args, '--label'), valueOf(args, '--marker')];
  // The daemon itself, not the programs that wrap it and carry the same arguments further back.
  if (!isDaemon(args[1]) || label === undefined) return undefined;
  const started = await stat(`/proc/${pid}`).catch(() => undefined);
  return {
    id: pid,
    label,
    startedAt: started?.ctime ?? new Date(0),
    runs: true,
    end: () => end({ pid, label, marker }),
  };
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
  while ((await inspect(pid))?.label === label) {
    if (Date.now() > until) return false;
    await wait(10);
  }
  return true;
}

function isDaemon(script: string | undefined): boolean {
  if (script === undefined) return false;
  return basename(script) === daemonEntry && basename(dirname(script)) === basename(daemonFolder);
}
