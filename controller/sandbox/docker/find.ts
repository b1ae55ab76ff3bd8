import type Docker from 'dockerode';
import { dockerFailure } from './failure.ts';
import { createdLabel, labelOf, systemLabel } from './names.ts';
import { removeContainer } from './remove.ts';
import { type FoundSandbox } from '../sandbox.ts';

const listTimeoutMs = 10_000;

/** All containers of this system, whichever process started them. Fails with SANDBOX_UNAVAILABLE. */
export async function findContainers(
  docker: Docker,
  { workspaces, image }: { readonly workspaces: string; readonly image: string },
): Promise<readonly FoundSandbox[]> {
  const filters = { label: [`${systemLabel}=${workspaces}`] };
  try {
    const abortSignal = AbortSignal.timeout(listTimeoutMs);
    const found = await docker.listContainers({ all: true, filters, abortSignal });
    return found.map(({ Id, Names, Labels, Created }) => ({
      id: Id,
      label: labelOf(Names, Labels),
      startedAt: new Date(Labels[createdLabel] ?? Created * 1000),
      end: () => removeContainer(docker.getContainer(Id)),
    }));
  } catch (error) {
    throw dockerFailure(error, image);
  }
}
