import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { RunSession } from '../session/run-session.ts';
import { tellDoing } from '../session/tell-doing.ts';

/** What the proof said. `output` is the tail of standard output and standard error. */
export interface Proof {
  readonly passed: boolean;
  readonly exitCode: number | undefined;
  readonly output: string;
  /** One line: the exit code, the signal or the time-out. */
  readonly ended: string;
}

const maxOutputBytes = 256 * 1024;
const keptCharacters = 6000;

/** Runs a shell command at the top of the workspace; exit code 0 within the time is the proof. */
export async function prove(session: RunSession, sandbox: Sandbox, command: string, timeoutMs: number): Promise<Proof> {
  const result = await sandbox.exec(['sh', '-c', command], { timeoutMs, maxOutputBytes, signal: session.signal });
  session.signal.throwIfAborted();
  const output = [result.stdout, result.stderr].filter((text) => text.trim() !== '').join('\n');
  return {
    passed: result.exitCode === 0 && !result.timedOut,
    exitCode: result.exitCode,
    output: output.length <= keptCharacters ? output : `… ${output.slice(-keptCharacters)}`,
    ended: result.timedOut ? `no end within ${timeoutMs / 1000} s` : exitText(result.exitCode, result.signal),
  };
}

/** The same, recorded as a step of the run. */
export async function proveAndRecord(session: RunSession, sandbox: Sandbox, command: string): Promise<Proof> {
  tellDoing(session, 'verifies');
  const proof = await prove(session, sandbox, command, verifyTimeoutMs(session));
  const { passed, output } = proof;
  const body = { command, passed, exitCode: proof.exitCode ?? null, output };
  await session.record({ kind: 'verify', label: passed ? 'passed' : 'failed', body });
  return proof;
}

const longestVerifyMs = 10 * 60_000;

function verifyTimeoutMs({ deps, deadline }: RunSession): number {
  return Math.max(1000, Math.min(longestVerifyMs, deadline.at - deps.store.clock.now()));
}

function exitText(exitCode: number | undefined, signal: string | undefined): string {
  return exitCode === undefined ? `signal ${signal ?? 'unknown'}` : `exit code ${exitCode}`;
}
