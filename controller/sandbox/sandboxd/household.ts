import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { limits } from './limits.ts';

/** Knows which processes belong to this sandbox, beyond the ones it started itself. */
export interface Household {
  /** Kills what is left, also what moved into a session of its own. Call it when nothing should be running. */
  sweep(): void;
  /** Why the programs together went past a limit; undefined while they have not, or where it cannot be known. */
  excess(): string | undefined;
}

/**
 * A sandbox with a process namespace of its own owns every process that it can see.
 * Elsewhere only those count that carry the sandbox's marker in their environment; one that rubs it out escapes.
 */
export function createHousehold(options: {
  readonly hostPidNamespace: string | undefined;
  readonly marker: string | undefined;
}): Household {
  const own = pidNamespace();
  const isolated = own !== undefined && isNamespace(options.hostPidNamespace) && own !== options.hostPidNamespace;
  if (isolated) return ownNamespace;
  // An empty marker would fit every process of this user.
  return options.marker === undefined || options.marker === '' ? ownGroupsOnly : markedBy(options.marker);
}

// Only a real name proves that this is another place: -1 there is a sandbox, and here everything.
function isNamespace(name: string | undefined): boolean {
  return name !== undefined && /^pid:\[\d+\]$/.test(name);
}

/** Two processes see the same others exactly when this is the same text. */
export function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

const ownNamespace: Household = {
  // -1 means all but the sender and the namespace's init; the kernel does it in one step, so that a fork bomb cannot outrun it.
  sweep: () => kill(-1, 'SIGKILL'),
  excess: () => {
    let threads = 0;
    let memoryKiB = 0;
    for (const pid of otherPids()) {
      const status = readProc(pid, 'status');
      threads += number(/^Threads:\s+(\d+)/m.exec(status));
      memoryKiB += number(/^VmRSS:\s+(\d+)/m.exec(status));
    }
    if (threads > limits.threads) return `more than ${limits.threads} processes and threads`;
    return memoryKiB * 1024 > limits.memoryBytes ? `more than ${limits.memoryBytes} bytes of memory` : undefined;
  },
};

const ownGroupsOnly: Household = { sweep: () => undefined, excess: () => undefined };

// A bomb may outrun it.
const maxLooks = 100;

function markedBy(marker: string): Household {
  const isOurs = (pid: number): boolean => readProc(pid, 'environ').split('\0').includes(marker);
  return {
    sweep: () => {
      const ended = new Set<number>();
      const look = (): boolean => {
        const found = otherPids().filter((pid) => !ended.has(pid) && isOurs(pid) && kill(pid, 'SIGKILL'));
        for (const pid of found) ended.add(pid);
        return found.length > 0;
      };
      // One that is just being ended may have started another since the list was read.
      for (let looks = 0; looks < maxLooks && look(); looks += 1);
    },
    excess: () => undefined,
  };
}

/** Sends a signal to a process, or to a group by its negative id; false when there is none. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function otherPids(): readonly number[] {
  try {
    const pids = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    return pids.filter((pid) => pid !== process.pid && pid !== 1);
  } catch {
    return [];
  }
}

// Empty when the process is gone, or is somebody else's.
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function number(match: RegExpExecArray | null): number {
  return Number(match?.[1] ?? 0);
}
