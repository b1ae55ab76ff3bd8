import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { delimiter, resolve } from 'node:path';
import type { Check } from './checks.ts';

export interface CheckResult {
  readonly check: Check;
  readonly ok: boolean;
  readonly seconds: number;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
}

/** Runs one check with the programs that this project installs, and keeps what it says. */
export async function runCheck(check: Check): Promise<CheckResult> {
  const started = performance.now();
  const [program, ...args] = check.command;
  const { code, output } = await run(program, args);
  return { check, ok: code === 0, seconds: (performance.now() - started) / 1000, output };
}

function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const path = [resolve('node_modules/.bin'), process.env['PATH']].join(delimiter);
  return new Promise((settle) => {
    const child = spawn(program, args, { env: { ...process.env, PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => settle({ code: null, output: error.message }));
    child.once('close', (code) => settle({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
