import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerDriver } from '../../../controller/sandbox/docker/docker.ts';
import { image } from './docker-driver.ts';

/** One driver for a whole contract suite; also imported by a process that is killed, which is why it stands alone. */
export const workspaces = process.env['MAIOS_TEST_FOLDER'] ?? mkdtempSync(join(tmpdir(), 'maios-docker-contract-'));
// Handed on to that process, which cannot remove a folder of its own.
process.env['MAIOS_TEST_FOLDER'] = workspaces;

export const contractDriver = await createDockerDriver({
  dockerHost: process.env['DOCKER_HOST'],
  image,
  workspaces,
  maxSpares: 2,
  onFault: (error) => console.error(error),
});
