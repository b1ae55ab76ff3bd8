import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config } from '../config/config.ts';
import { MaiosError, toMaiosError } from '../errors/maios-error.ts';
import { bubblewrapDriver } from './bubblewrap.ts';
import { createDockerDriver } from './docker.ts';
import { plainProcessDriver } from './plain-process.ts';
import { type SandboxDriver } from './sandbox.ts';

/** The settings that a choice is made by. */
export type SandboxSettings = Pick<Config, 'sandbox' | 'sandboxImage' | 'dockerHost' | 'workspaces' | 'concurrency'>;

export interface ChoiceNotes {
  /** Told once, when code would run without isolation. */
  readonly warn: (line: string) => void;
  /** Told of faults in the background. */
  readonly onFault: (error: unknown) => void;
}

const warning = (reason: string): string =>
  `warning: NO SANDBOX: code that agents write runs with your own rights, on your own files (${reason})\n`;

/**
 * The best driver that works here: Docker when it answers and has the image, else bubblewrap. `auto` falls back to the
 * plain process, and says so through `warn`, once. Fails with SANDBOX_UNAVAILABLE when the one asked for by name does not
 * work.
 */
export async function chooseSandboxDriver(settings: SandboxSettings, notes: ChoiceNotes): Promise<SandboxDriver> {
  switch (settings.sandbox) {
    case 'docker':
      return docker(settings, notes);
    case 'bubblewrap':
      return bubblewrap();
    case 'process':
      notes.warn(warning('MAIOS_SANDBOX=process'));
      return plainProcessDriver;
    case 'auto':
      return bestOf(settings, notes);
  }
}

async function bestOf(settings: SandboxSettings, notes: ChoiceNotes): Promise<SandboxDriver> {
  try {
    return await docker(settings, notes);
  } catch {
    // Most machines have no Docker, or not the image; the next best is as good a wall.
  }
  try {
    return await bubblewrap();
  } catch (problem) {
    notes.warn(warning(`bubblewrap does not work here: ${toMaiosError(problem).message}`));
    return plainProcessDriver;
  }
}

async function docker(settings: SandboxSettings, { onFault }: ChoiceNotes): Promise<SandboxDriver> {
  const { dockerHost, sandboxImage: image, workspaces, concurrency } = settings;
  // Each run may need a fresh one to work in and a fresh one to be proved in.
  return createDockerDriver({ dockerHost, image, workspaces, maxSpares: 2 * concurrency, onFault });
}

async function bubblewrap(): Promise<SandboxDriver> {
  const problem = await whyNot(bubblewrapDriver);
  if (problem !== undefined) throw problem;
  return bubblewrapDriver;
}

/** Why a driver does not work on this machine, found by using it: some containers forbid user namespaces. */
export async function whyNot(driver: SandboxDriver, folder: string = tmpdir()): Promise<MaiosError | undefined> {
  const worktree = await mkdtemp(join(folder, 'maios-probe-'));
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
