import { hostname } from 'node:os';

const prefix = 'maios ';
/** What PostgreSQL keeps of the name that a session gives itself. */
const longest = 63;

/** What a process calls itself in its sessions: what it is, and where; no two at the same time are called alike. */
export function processName(kind: string): string {
  return `${prefix}${kind} ${hostname()}:${process.pid}`.slice(0, longest);
}

/** The kind of process that calls itself so; undefined for a session that is none of ours, or of a tool. */
export function kindOfProcess(name: string): string | undefined {
  const [, kind] = /^maios (\w+) \S+:\d+$/.exec(name) ?? [];
  return kind;
}
