import { readFileSync } from 'node:fs';

// Of control groups version 2 and 1, as a container sees its own.
const files = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control'];

/** How many programs the kernel has ended here for want of memory; undefined where nobody counts. */
export function memoryKills(): number | undefined {
  for (const file of files) {
    const count = /^oom_kill (\d+)$/m.exec(read(file))?.[1];
    if (count !== undefined) return Number(count);
  }
  return undefined;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
