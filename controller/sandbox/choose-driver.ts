import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config } from '../config/config.ts';
import { MaiosError, toMaiosError } from '../errors/maios-error.ts';
import { bubblewrapDriver } from './bubblewrap.ts';
import { plainProcessDriver } from './plain-process.ts';
import { type SandboxDriver } from './sandbox.ts';

const warning = (reason: string): string =>
  `warning: NO SANDBOX: code that agents write runs with your own rights, on your own files (${reason})\n`;

/**
 * The best driver that works here. `auto` falls back to the plain process, and says so through `warn`, once.
 * Fails with SANDBOX_UNAVAILABLE when bubblewrap is asked for by name and does not work.
 */
export async function chooseSandboxDriver(
  choice: Config['sandbox'],
  warn: (line: string) => void,
): Promise<SandboxDriver> {
  if (choice === 'process') {
    warn(warning('MAIOS_SANDBOX=process'));
    return plainProcessDriver;
  }
  const problem = await whyNot(bubblewrapDriver);
  if (problem === undefined) return bubblewrapDriver;
  if (choice === 'bubblewrap') throw problem;
  warn(warning(`bubblewrap does not work here: ${problem.message}`));
  return plainProcessDriver;
}

/** Why a driver does not work on this machine, found by using it: some containers forbid user namespaces. */
export async function whyNot(driver: SandboxDriver): Promise<MaiosError | undefined> {
  const worktree = await mkdtemp(join(tmpdir(), 'maios-probe-'));
  try {
    await using sandbox = await driver.start({ worktree, label: 'probe', network: false });
    const result = await sandbox.exec(['true'], { timeoutMs: 5000, maxOutputBytes: 1000 });
    if (result.exitCode === 0) return undefined;
    return new MaiosError('SANDBOX_UNAVAILABLE', `expected \`true\` to exit with 0, found ${JSON.stringify(result)}`);
  } catch (error) {
    return toMaiosError(error);
  } finally {
    await rm(worktree, { recursive: true, force: true });
  }
}
