import { hostname } from 'node:os';
import { boxFolders } from './box-folders.ts';
import { imageVariables, startBox, type Box } from './box.ts';
import { connectDocker } from './connection.ts';
import { daemonName } from './daemon-name.ts';
import type { ContainerPlan } from './container.ts';
import { dockerFailure, isDockerAway } from './failure.ts';
import { findContainers, startedOn } from './find.ts';
import { createdLabel, marksOfRun, marksOfSpare, systemLabel } from './names.ts';
import { ownership } from './ownership.ts';
import { createSpares } from './spares.ts';
import { createRemoteSandbox } from '../remote-sandbox.ts';
import type { SandboxDriver } from '../sandbox.ts';
import { createUseCount } from '../use-count.ts';
import { whileAway } from '../while-away.ts';

export interface DockerDriverOptions {
  /** `unix:///path` or `tcp://host:port`; the usual socket when undefined. */
  readonly dockerHost: string | undefined;
  readonly image: string;
  /** The folder that all worktrees are in; the daemon sees it at the same path. */
  readonly workspaces: string;
  /** Containers kept started ahead, at most. */
  readonly maxSpares: number;
  /** Faults of what happens in the background. */
  readonly onFault: (error: unknown) => void;
}

// A daemon that is started again comes back within seconds; no attempt of an agent need fail for that.
const patience = { isAway: isDockerAway, forMs: 30_000, firstWaitMs: 250 };

/**
 * Containers of a Docker daemon, one a sandbox. Those without network are started ahead; each serves one run and no other.
 * Fails with SANDBOX_UNAVAILABLE when no daemon answers or the image is not there.
 */
export async function createDockerDriver(options: DockerDriverOptions): Promise<SandboxDriver> {
  const { image, workspaces, maxSpares: max, onFault } = options;
  const docker = await connectDocker(options.dockerHost);
  const variables = await imageVariables(docker, image);
  const daemon = await daemonName(docker, image);
  const owner = ownership();
  const users = createUseCount();
  const start = startWith(async (plan) =>
    startBox(docker, { ...plan, image, imageVariables: variables, user: owner.user }),
  );
  const base = { [systemLabel]: workspaces, 'maios.owner': `${hostname()}:${process.pid}` };
  const spares = createSpares({
    folders: boxFolders(workspaces, daemon, () => startedOn(docker, { workspaces, image })),
    max,
    onFault,
    async start(folder) {
      await owner.handOverOne(folder);
      return start({ folder, network: false, ...marksOfSpare(base) });
    },
  });
  return {
    name: 'docker',
    isolated: true,
    async start({ worktree, label, network }) {
      const leave = users.enter(worktree);
      try {
        await owner.handOver(worktree);
        // A second sandbox on a worktree must not take the folder away under the first.
        const bound = network || users.of(worktree) > 1 ? undefined : await spares.bind(worktree, label);
        const fresh = () => start({ folder: worktree, network, ...marksOfRun(label, base) });
        const session = bound ?? (await whileAway(fresh, patience)).session;
        void session.gone.then(leave);
        return createRemoteSandbox('docker', session);
      } catch (error) {
        leave();
        throw dockerFailure(error, image);
      } finally {
        // Not before: starting another would take the processor from whoever waits for this one.
        spares.refill();
      }
    },
    find: () => findContainers(docker, { workspaces, image }),
    [Symbol.asyncDispose]: () => spares[Symbol.asyncDispose](),
  };
}

type Marked = Pick<ContainerPlan, 'folder' | 'network' | 'name' | 'labels'>;

function startWith(start: (plan: Marked) => Promise<Box>): (plan: Marked) => Promise<Box> {
  return (plan) => start({ ...plan, labels: { ...plan.labels, [createdLabel]: new Date().toISOString() } });
}
