import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { daemonEntry, daemonFolder } from './daemon.ts';

export interface RunningSandbox {
  readonly pid: number;
  /** The run and its epoch. */
  readonly label: string;
}

/**
 * Every sandboxd that runs on this machine, by its label. They end with the process that started them;
 * one whose run has a newer epoch, or no owner, is an orphan that somebody stopped in its tracks. Empty without /proc.
 */
export async function findSandboxes(): Promise<readonly RunningSandbox[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(inspect));
  return found.filter((sandbox) => sandbox !== undefined);
}

async function inspect(pid: string): Promise<RunningSandbox | undefined> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const args = line.split('\0');
  const label = args[args.indexOf('--label') + 1];
  // The daemon itself, not the programs that wrap it and carry the same arguments further back.
  return isDaemon(args[1]) && args.includes('--label') && label !== undefined ? { pid: Number(pid), label } : undefined;
}

function isDaemon(script: string | undefined): boolean {
  if (script === undefined) return false;
  return basename(script) === daemonEntry && basename(dirname(script)) === basename(daemonFolder);
}
