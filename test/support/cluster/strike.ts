/** What a process said of itself before it struck. */
export interface Strike {
  readonly member: string;
  readonly point: string;
  readonly action: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The strike that a line on stderr tells of, if it does. */
export function strikeIn(line: string, member: string): Strike | undefined {
  const [, point = '', action = '', pid, at] = /^faultpoint (\S+) (\S+) \d+ (\d+) (\d+)$/.exec(line) ?? [];
  return pid === undefined ? undefined : { member, point, action, pid: Number(pid), at: Number(at) };
}
