import type { ExecResult } from '../controller/sandbox/sandbox.ts';
import type { Observation } from '../controller/sandbox/skill-handler.ts';

/** What a program did, as an agent reads it: how it ended, then what it said. */
export function observeExec(result: ExecResult, timeoutMs: number): Observation {
  const parts = [ending(result, timeoutMs)];
  if (result.stdout !== '') parts.push(result.stdout.trimEnd());
  if (result.stderr !== '') parts.push(`--- standard error ---\n${result.stderr.trimEnd()}`);
  if (result.stdout === '' && result.stderr === '') parts.push('no output');
  return { ok: result.exitCode === 0 && !result.timedOut, text: parts.join('\n') };
}

function ending(result: ExecResult, timeoutMs: number): string {
  const after = `after ${result.durationMs} ms`;
  if (result.timedOut) return `stopped: took longer than ${timeoutMs} ms`;
  if (result.signal !== undefined) return `ended by ${result.signal} ${after}`;
  return `exit code ${result.exitCode} ${after}`;
}
