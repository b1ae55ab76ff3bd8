import type Docker from 'dockerode';
import { randomUUID } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { MaiosError } from '../errors/maios-error.ts';
import { adoptFolder } from './adopt-folder.ts';
import { connectDocker } from './docker-connection.ts';
import { containerOptions, type ContainerPlan } from './docker-container.ts';
import { dockerFailure } from './docker-failure.ts';
import { findContainers } from './docker-find.ts';
import { createdLabel, marksOfRun, marksOfSpare, nameOfRun, systemLabel } from './docker-names.ts';
import { ownership } from './docker-ownership.ts';
import { removeContainer } from './docker-remove.ts';
import { dockerTransport } from './docker-transport.ts';
import { createPool, endSpare, type Spare } from './pool.ts';
import { createRemoteSandbox } from './remote-sandbox.ts';
import { type SandboxDriver } from './sandbox.ts';
import { openSession, type Session } from './session.ts';

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

/** A container that runs, and the way to sandboxd in it. */
interface Box {
  readonly container: Docker.Container;
  readonly session: Session;
}

interface SpareBox extends Spare {
  /** Makes the worktree this container's workspace; false when that cannot be done. */
  bind(worktree: string, label: string): Promise<boolean>;
  readonly session: Session;
}

const callTimeoutMs = 30_000;

/**
 * Containers of a Docker daemon, one a sandbox. Those without network are started ahead; each serves one run and no other.
 * Fails with SANDBOX_UNAVAILABLE when no daemon answers or the image is not there.
 */
export async function createDockerDriver(options: DockerDriverOptions): Promise<SandboxDriver> {
  const docker = await connectDocker(options.dockerHost);
  const imageVariables = await variablesOf(docker, options.image);
  const { user, handOver, handOverOne } = ownership();
  const users = new Map<string, number>();
  const base = { [systemLabel]: options.workspaces, 'maios.owner': `${hostname()}:${process.pid}` };
  const start = (plan: Pick<ContainerPlan, 'folder' | 'network' | 'name' | 'labels'>): Promise<Box> =>
    startBox(docker, {
      ...plan,
      labels: { ...plan.labels, [createdLabel]: new Date().toISOString() },
      image: options.image,
      imageVariables,
      user,
    });
  const startSpare = async (): Promise<SpareBox> => {
    const folder = join(options.workspaces, '.boxes', randomUUID());
    await mkdir(folder, { recursive: true });
    await handOverOne(folder);
    const removeFolder = () => rmdir(folder).catch(() => undefined);
    const box = await start({ folder, network: false, ...marksOfSpare(base) }).catch(async (error: unknown) => {
      await removeFolder();
      throw error;
    });
    return spareOf(box, folder, removeFolder);
  };
  const pool = createPool({ start: startSpare, max: options.maxSpares, onFault: options.onFault });
  const count = (worktree: string, change: number): void => {
    const left = (users.get(worktree) ?? 0) + change;
    if (left === 0) users.delete(worktree);
    else users.set(worktree, left);
  };
  const fromPool = async (worktree: string, label: string): Promise<Session | undefined> => {
    // A second sandbox on a worktree must not take the folder away under the first.
    if ((users.get(worktree) ?? 0) > 1) return undefined;
    const spare = pool.take();
    if (spare === undefined || (await spare.bind(worktree, label))) return spare?.session;
    void endSpare(spare, options.onFault);
    return undefined;
  };
  const open = async (worktree: string, label: string, network: boolean): Promise<Session> => {
    await handOver(worktree);
    const bound = network ? undefined : await fromPool(worktree, label);
    return bound ?? (await start({ folder: worktree, network, ...marksOfRun(label, base) })).session;
  };
  return {
    name: 'docker',
    isolated: true,
    async start({ worktree, label, network }) {
      count(worktree, 1);
      try {
        const session = await open(worktree, label, network);
        void session.gone.then(() => count(worktree, -1));
        return createRemoteSandbox('docker', session);
      } catch (error) {
        count(worktree, -1);
        throw dockerFailure(error, options.image);
      }
    },
    find: () => findContainers(docker, options.workspaces),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

async function variablesOf(docker: Docker, image: string): Promise<readonly string[]> {
  try {
    const { Config } = await docker.getImage(image).inspect();
    return (Config.Env ?? []).map((variable) => variable.split('=', 1)[0] ?? '');
  } catch (error) {
    throw dockerFailure(error, image);
  }
}

async function startBox(docker: Docker, plan: ContainerPlan): Promise<Box> {
  let container: Docker.Container | undefined;
  try {
    const abortSignal = AbortSignal.timeout(callTimeoutMs);
    container = await docker.createContainer({ ...containerOptions(plan), abortSignal });
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
    if (!(stream instanceof Duplex)) throw new MaiosError('INTERNAL', 'expected a socket to the container');
    const session = openSession(dockerTransport(container, stream));
    // It waits for sandboxd, which the start has yet to bring; its failure is the better told one.
    session.catch(() => undefined);
    await container.start({ abortSignal });
    return { container, session: await session };
  } catch (error) {
    if (container !== undefined) void removeContainer(container);
    throw dockerFailure(error, plan.image);
  }
}

function spareOf({ container, session }: Box, folder: string, removeFolder: () => Promise<unknown>): SpareBox {
  let alive = true;
  void session.gone.then(() => (alive = false));
  return {
    alive: () => alive,
    session,
    async bind(worktree, label) {
      if (!(await adoptFolder(worktree, folder))) return false;
      // Who finds it knows its run by its name; the run need not wait for that.
      container.rename({ name: nameOfRun(label) }).catch(() => undefined);
      return true;
    },
    async [Symbol.asyncDispose]() {
      await session.end();
      await removeFolder();
    },
  };
}
