import { connectDocker } from '../../../controller/sandbox/docker/connection.ts';
import { labelOf, systemLabel } from '../../../controller/sandbox/docker/names.ts';
import { removeContainer } from '../../../controller/sandbox/docker/remove.ts';
import type { Cluster } from './cluster.ts';

export interface Container {
  readonly id: string;
  /** The run and epoch; undefined: it waits for one. */
  readonly label: string | undefined;
  /** The process that started it. */
  readonly owner: number;
  readonly runs: boolean;
}

/** The containers that the cluster's workers have in Docker, those that wait for a run too. */
export async function containersOf({ dockerHost, workspaces }: Cluster): Promise<readonly Container[]> {
  const docker = await connectDocker(dockerHost);
  const found = await docker.listContainers({ all: true, filters: { label: [`${systemLabel}=${workspaces}`] } });
  return found.map(({ Id, Names, Labels, State }) => ({
    id: Id,
    label: labelOf(Names, Labels),
    runs: State !== 'created',
    owner: Number(Labels['maios.owner']?.split(':').at(-1)),
  }));
}

/** Ends one as somebody would who has no idea what it is for; it may have just ended by itself. */
export async function takeAway({ dockerHost }: Cluster, id: string): Promise<void> {
  await removeContainer((await connectDocker(dockerHost)).getContainer(id));
}
