import type Docker from 'dockerode';
import { createdLabel, labelOf, systemLabel } from './docker-names.ts';
import { removeContainer } from './docker-remove.ts';
import { type FoundSandbox } from './sandbox.ts';

const listTimeoutMs = 10_000;

/** All containers of this system, whichever process started them. */
export async function findContainers(docker: Docker, workspaces: string): Promise<readonly FoundSandbox[]> {
  const found = await docker.listContainers({
    all: true,
    filters: { label: [`${systemLabel}=${workspaces}`] },
    abortSignal: AbortSignal.timeout(listTimeoutMs),
  });
  return found.map(({ Id, Names, Labels, Created }) => ({
    id: Id,
    label: labelOf(Names, Labels),
    startedAt: new Date(Labels[createdLabel] ?? Created * 1000),
    end: () => removeContainer(docker.getContainer(Id)),
  }));
}
