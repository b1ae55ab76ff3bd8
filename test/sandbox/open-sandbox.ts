import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { ErrorCode } from '../../controller/errors/catalogue.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { ExecLimits, ExecResult, Sandbox, SandboxDriver } from '../../controller/sandbox/sandbox.ts';

export interface Opened {
  readonly sandbox: Sandbox;
  readonly worktree: string;
  /** A folder beside the worktree, with `secret.txt`: what nobody inside may reach. */
  readonly outside: string;
}

export async function openSandbox(t: ExecutionContext, driver: SandboxDriver): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-contract-'));
  const [worktree, outside] = [join(folder, 'worktree'), join(folder, 'outside')];
  await mkdir(worktree);
  await mkdir(outside);
  await writeFile(join(outside, 'secret.txt'), 'secret');
  const sandbox = await driver.start({ worktree, label: 'contract.1', network: false });
  t.teardown(async () => {
    await sandbox[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return { sandbox, worktree, outside };
}

export const limits: ExecLimits = { timeoutMs: 20_000, maxOutputBytes: 64 * 1024 };

export function sh(sandbox: Sandbox, command: string, options: Partial<ExecLimits> = {}): Promise<ExecResult> {
  return sandbox.exec(['sh', '-c', command], { ...limits, ...options });
}

/** The work fails with this code. */
export async function refused(t: ExecutionContext, code: ErrorCode, work: Promise<unknown>): Promise<void> {
  const error = await t.throwsAsync(work, { instanceOf: MaiosError });
  t.is(error?.code, code, error?.message);
}
