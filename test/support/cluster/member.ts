import type { ChildProcess } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { byLine, launchMaios } from './launch-maios.ts';
import { type Strike, strikeIn } from './strike.ts';

export { type Strike } from './strike.ts';

export type MemberKind = 'server' | 'worker' | 'beat';

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
  readonly env: Readonly<Record<string, string>>;
  readonly strikes: readonly Strike[];
  readonly exits: readonly Exit[];
  /** The last lines that it printed. */
  readonly lines: readonly string[];
  pid(): number | undefined;
  /** Starts it, or ends it and starts it again, with faults armed where some are given. */
  start(faults?: string): Promise<void>;
  /** Arms it as it runs, until it ends; without faults disarms it. */
  arm(faults?: string): void;
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
  const file = join(home, 'faults');
  const arm = (faults: string | undefined): void => {
    if (faults === undefined) {
      rmSync(file, { force: true });
      return;
    }
    // Renamed, so that it is read whole.
    writeFileSync(`${file}.new`, faults);
    renameSync(`${file}.new`, file);
  };
  const launch = (generation: number): void => {
    const started = launchMaios([kind], { ...env, MAIOS_HOME: home, MAIOS_FAULTPOINTS: `@${file}` });
    child = started;
    for (const stream of [started.stdout, started.stderr]) byLine(stream, note);
    gone = new Promise((resolve) => {
      started.on('close', (code, signal) => {
        exits.push({ member: name, code: code ?? undefined, signal: signal ?? undefined, at: Date.now() });
        resolve();
        if (generation !== wanted) return;
        arm(undefined);
        void wait(restartMs).then(() => {
          if (generation === wanted) launch(generation);
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
    env,
    strikes,
    exits,
    lines,
    pid: () => child?.pid,
    async start(faults) {
      await end();
      mkdirSync(home, { recursive: true });
      arm(faults);
      launch(wanted);
    },
    arm,
    signal: (signal) => void child?.kill(signal),
    end,
  };
}
