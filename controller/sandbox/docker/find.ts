import { basename } from 'node:path';
import type Docker from 'dockerode';
import { answerOf } from './answer-of.ts';
import { dockerFailure } from './failure.ts';
import { createdLabel, labelOf, systemLabel } from './names.ts';
import { removeContainer } from './remove.ts';
import type { FoundSandbox } from '../sandbox.ts';

const listTimeoutMs = 10_000;

interface System {
  readonly workspaces: string;
  readonly image: string;
}

/** All containers of this system, whichever process started them. Fails with SANDBOX_UNAVAILABLE. */
export async function findContainers(docker: Docker, system: System): Promise<readonly FoundSandbox[]> {
  return (await list(docker, system)).map(({ Id, Names, Labels, Created, State }) => ({
    id: Id,
    label: labelOf(Names, Labels),
    startedAt: new Date(Labels[createdLabel] ?? Created * 1000),
    runs: State !== 'created',
    end: () => removeContainer(docker.getContainer(Id)),
  }));
}

/** Last parts of the paths that they were started on; a daemon may write the rest differently. Fails as above. */
export async function startedOn(docker: Docker, system: System): Promise<ReadonlySet<string>> {
  const found = await list(docker, system);
  return new Set(found.flatMap(({ Mounts }) => Mounts.map(({ Source }) => basename(Source))));
}

async function list(docker: Docker, { workspaces, image }: System): Promise<readonly Docker.ContainerInfo[]> {
  const filters = { label: [`${systemLabel}=${workspaces}`] };
  try {
    return await answerOf(AbortSignal.timeout(listTimeoutMs), (options) =>
      docker.listContainers({ all: true, filters, ...options }),
    );
  } catch (error) {
    throw dockerFailure(error, image);
  }
}
