import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { toMaiosError } from '../../../controller/errors/maios-error.ts';
import { createDockerDriver, type DockerDriverOptions } from '../../../controller/sandbox/docker/docker.ts';
import type { SandboxDriver } from '../../../controller/sandbox/sandbox.ts';
import { findServices, skip } from '../../support/services.ts';

export const image = process.env['MAIOS_SANDBOX_IMAGE'] ?? 'maios-sandbox';

/** A driver with a workspaces folder of its own; undefined where there is no Docker, and then the test has been skipped. */
export async function dockerDriver(
  t: ExecutionContext,
  options: Partial<DockerDriverOptions> = {},
): Promise<{ readonly driver: SandboxDriver; readonly workspaces: string } | undefined> {
  const services = findServices(t, ['DOCKER_HOST']);
  if (services === undefined) return undefined;
  const workspaces = await mkdtemp(join(tmpdir(), 'maios-docker-'));
  t.teardown(() => rm(workspaces, { recursive: true, force: true }));
  const settings = {
    dockerHost: services.DOCKER_HOST,
    image,
    workspaces,
    maxSpares: 2,
    onFault: (e: unknown) => t.log(e),
  };
  try {
    const driver = await createDockerDriver({ ...settings, ...options });
    t.teardown(() => driver[Symbol.asyncDispose]());
    return { driver, workspaces };
  } catch (error) {
    return skip(t, toMaiosError(error).message);
  }
}
