import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const node = join(root, 'node_modules/.bin/node');
const program = join(root, 'bin/maios.js');

export type MemberKind = 'server' | 'worker' | 'beat';

/** What a process said of itself before it struck. */
export interface Strike {
  readonly member: string;
  readonly point: string;
  readonly action: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Exit {
  readonly member: string;
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly at: number;
}

export interface MemberOptions {
  readonly name: string;
  readonly kind: MemberKind;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One process of an installation, started again a moment after it died, as a supervisor would. */
export interface Member {
  readonly name: string;
  readonly kind: MemberKind;
  readonly home: string;
  readonly strikes: readonly Strike[];
  readonly exits: readonly Exit[];
  /** The last lines that it printed. */
  readonly lines: readonly string[];
  pid(): number | undefined;
  /** Starts it, or ends it and starts it again, with faults armed where some are given. */
  start(faults?: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL; it does not come back. */
  end(): Promise<void>;
}

const restartMs = 150;
const keptLines = 400;

export function createMember({ name, kind, home, env }: MemberOptions): Member {
  const strikes: Strike[] = [];
  const exits: Exit[] = [];
  const lines: string[] = [];
  let child: ChildProcess | undefined;
  let gone: Promise<void> = Promise.resolve();
  let wanted = 0;

  const note = (line: string): void => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    const strike = strikeIn(line, name);
    if (strike !== undefined) strikes.push(strike);
  };
  const launch = (generation: number, faults: string | undefined): void => {
    const PATH = [dirname(node), process.env['PATH']].join(delimiter);
    const faulty = faults === undefined ? {} : { MAIOS_FAULTPOINTS: faults };
    const started = spawn(node, [program, kind], {
      cwd: home,
      env: { PATH, HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], MAIOS_HOME: home, ...env, ...faulty },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    // Whatever ends the test must end these.
    const orphan = (): void => void started.kill('SIGKILL');
    process.once('exit', orphan);
    started.once('exit', () => process.off('exit', orphan));
    for (const stream of [started.stdout, started.stderr]) byLine(stream, note);
    gone = new Promise((resolve) => {
      started.on('close', (code, signal) => {
        exits.push({ member: name, code: code ?? undefined, signal: signal ?? undefined, at: Date.now() });
        resolve();
        void wait(restartMs).then(() => {
          if (generation === wanted) launch(generation, undefined);
        });
      });
    });
  };
  const end = async (): Promise<void> => {
    wanted += 1;
    child?.kill('SIGKILL');
    await gone;
  };
  return {
    name,
    kind,
    home,
    strikes,
    exits,
    lines,
    pid: () => child?.pid,
    async start(faults) {
      await end();
      await mkdir(home, { recursive: true });
      launch(wanted, faults);
    },
    signal: (signal) => void child?.kill(signal),
    end,
  };
}

function strikeIn(line: string, member: string): Strike | undefined {
  const [, point = '', action = '', pid, at] = /^faultpoint (\S+) (\S+) \d+ (\d+) (\d+)$/.exec(line) ?? [];
  return pid === undefined ? undefined : { member, point, action, pid: Number(pid), at: Number(at) };
}

function byLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    parts.forEach(take);
  });
}
