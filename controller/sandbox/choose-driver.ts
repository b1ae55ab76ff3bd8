import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { MaiosError, toMaiosError } from '../errors/maios-error.ts';
import { makeFolder } from '../store/make-folder.ts';
import { bubblewrapDriver } from './bubblewrap.ts';
import { createDockerDriver } from './docker/docker.ts';
import { plainProcessDriver } from './plain-process.ts';
import type { SandboxDriver } from './sandbox.ts';

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
  const problems: string[] = [];
  // Most machines have no Docker, or not the image; the next best is as good a wall.
  for (const open of [docker, bubblewrap]) {
    try {
      return await open(settings, notes);
    } catch (problem) {
      problems.push(`${open.name} does not work here: ${toMaiosError(problem).message}`);
    }
  }
  notes.warn(warning(problems.join('; ')));
  return plainProcessDriver;
}

async function docker(settings: SandboxSettings, { onFault }: ChoiceNotes): Promise<SandboxDriver> {
  const { dockerHost, sandboxImage: image, workspaces, concurrency } = settings;
  // Each run may need a fresh one to work in and a fresh one to be proved in.
  const driver = await createDockerDriver({ dockerHost, image, workspaces, maxSpares: 2 * concurrency, onFault });
  const problem = await whyNot(driver, workspaces);
  if (problem === undefined) return driver;
  await driver[Symbol.asyncDispose]();
  throw problem;
}

async function bubblewrap(): Promise<SandboxDriver> {
  const problem = await whyNot(bubblewrapDriver);
  if (problem !== undefined) throw problem;
  return bubblewrapDriver;
}

/**
 * Why a driver does not work on this machine, found by using it: some containers forbid user namespaces; a Docker daemon
 * may be elsewhere, or run as another user, and then its sandboxes have other files than the worktree's, or cannot write.
 */
export async function whyNot(driver: SandboxDriver, folder: string = tmpdir()): Promise<MaiosError | undefined> {
  makeFolder(folder);
  const worktree = await mkdtemp(join(folder, 'maios-probe-'));
  try {
    await using sandbox = await driver.start({ worktree, label: 'probe', network: false });
    const result = await sandbox.exec(['sh', '-c', 'echo well > probe'], { timeoutMs: 5000, maxOutputBytes: 1000 });
    const found = await readFile(join(worktree, 'probe'), 'utf8').catch(() => 'no file there');
    if (result.exitCode === 0 && found === 'well\n') return undefined;
    const expected = `expected a program in the sandbox to write a file in ${folder}`;
    return new MaiosError('SANDBOX_UNAVAILABLE', `${expected}, found ${found.trim()}: ${JSON.stringify(result)}`);
  } catch (error) {
    return toMaiosError(error);
  } finally {
    await rm(worktree, { recursive: true, force: true });
  }
}
