import test, { type ExecutionContext } from 'ava';
import { imageVariables } from '../../../controller/sandbox/docker/box.ts';
import { connectDocker, dockerAddress } from '../../../controller/sandbox/docker/connection.ts';
import { toMaiosError } from '../../../controller/errors/maios-error.ts';
import type { Cluster } from '../../support/cluster/cluster.ts';
import { type Container, containersOf, takeAway } from '../../support/cluster/containers.ts';
import type { Member } from '../../support/cluster/member.ts';
import { startTcpProxy } from '../../support/cluster/tcp-proxy.ts';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';
import { eventually } from '../../support/eventually.ts';
import { findServices, skip } from '../../support/services.ts';

const image = process.env['MAIOS_SANDBOX_IMAGE'] ?? 'maios-sandbox';

/** Where Docker is, with the image of sandboxes in it; undefined (skipped or failed) where it is not. */
async function findDocker(t: ExecutionContext): Promise<string | undefined> {
  const services = findServices(t, ['DOCKER_HOST']);
  if (services === undefined) return undefined;
  try {
    await imageVariables(await connectDocker(services.DOCKER_HOST), image);
    return services.DOCKER_HOST;
  } catch (error) {
    return skip(t, toMaiosError(error).message);
  }
}

async function useContainers(
  t: ExecutionContext,
  { seen, ...options }: { readonly seen?: string; readonly delayMs?: number } = {},
): Promise<Cluster | undefined> {
  const dockerHost = await findDocker(t);
  if (dockerHost === undefined) return undefined;
  const envOf = () => (seen === undefined ? {} : { DOCKER_HOST: seen });
  return (await useCluster(t, { dockerHost, envOf, ...options }))?.cluster;
}

test.serial(
  'docker: runs whose workers are killed are completed elsewhere, and no container is left or taken',
  async (t) => {
    t.timeout(400_000);
    // So slow that there is still work when the containers of the first worker that died are gone.
    const cluster = await useContainers(t, { delayMs: 1500 });
    if (cluster === undefined) return;
    const dead = new Set<number>();
    await survives(t, cluster, async () => {
      for (const _turn of ['first', 'second']) {
        const { worker, container } = await workInContainer(cluster);
        worker.signal('SIGKILL');
        dead.add(container.owner);
        await isGone(cluster, ({ owner, runs }) => runs && dead.has(owner));
      }
    });
    // One that was never started is left until nobody can be about to start it.
    await isGone(cluster, ({ owner }) => dead.has(owner));
    t.true((await recoveries(cluster)) >= 2);
    // Of a run that loses its container under a call, this would be the failure.
    t.false((await failures(cluster)).includes('sandbox'));
  },
);

test.serial(
  'docker: what a frozen worker holds is removed when its runs have gone on, and it harms nothing when it thaws',
  async (t) => {
    t.timeout(400_000);
    const cluster = await useContainers(t);
    if (cluster === undefined) return;
    await survives(t, cluster, async () => {
      const { worker, container } = await workInContainer(cluster);
      worker.signal('SIGSTOP');
      await isGone(cluster, ({ id }) => id === container.id);
      worker.signal('SIGCONT');
    });
    t.true((await recoveries(cluster)) >= 1);
  },
);

test.serial('docker: a run whose container is removed under it is tried again', async (t) => {
  t.timeout(400_000);
  const cluster = await useContainers(t);
  if (cluster === undefined) return;
  await survives(t, cluster, async () => {
    const { container } = await workInContainer(cluster);
    await takeAway(cluster, container.id);
  });
});

test.serial('docker: a daemon that is away for a while costs time and nothing else', async (t) => {
  t.timeout(400_000);
  const dockerHost = await findDocker(t);
  if (dockerHost === undefined) return;
  const address = dockerAddress(dockerHost);
  await using proxy = await startTcpProxy('host' in address ? address : { path: address.socketPath });
  const cluster = await useContainers(t, { seen: `tcp://127.0.0.1:${proxy.port}` });
  if (cluster === undefined) return;
  await survives(t, cluster, async () => {
    await workInContainer(cluster);
    proxy.refuse(true);
    // Those whose stream is cut end by themselves; one that was never started waits for a daemon that can be asked to remove it.
    await isGone(cluster, ({ runs }) => runs);
    proxy.refuse(false);
  });
});

/** A run that is under way in a container, and the worker that holds it. */
async function workInContainer(cluster: Cluster): Promise<{ readonly worker: Member; readonly container: Container }> {
  return eventually(
    async () => {
      const running = await runningLabels(cluster);
      for (const container of await containersOf(cluster)) {
        const worker = cluster.members.find(({ pid }) => pid() === container.owner);
        if (worker !== undefined && running.has(container.label ?? '')) return { worker, container };
      }
      throw new Error(`expected a run in a container, found none of ${[...running].join(', ')}`);
    },
    { timeoutMs: 90_000 },
  );
}

async function isGone(cluster: Cluster, which: (container: Container) => boolean): Promise<void> {
  await eventually(
    async () => {
      const left = (await containersOf(cluster)).filter(which);
      if (left.length > 0) throw new Error(`expected no container, found ${JSON.stringify(left)}`);
    },
    { timeoutMs: 120_000 },
  );
}

async function runningLabels({ store }: Cluster): Promise<ReadonlySet<string>> {
  const rows = await store.transaction((tx) =>
    tx.query<{ label: string }[]>(
      `SELECT id || '.' || epoch AS label FROM runs WHERE state = 'running' AND purpose = 'work'`,
    ),
  );
  return new Set(rows.map(({ label }) => label));
}

async function recoveries({ store }: Cluster): Promise<number> {
  const rows = await store.transaction((tx) =>
    tx.query<{ count: number }[]>('SELECT coalesce(sum(recoveries), 0)::int AS count FROM runs'),
  );
  return rows[0]?.count ?? 0;
}

async function failures({ store }: Cluster): Promise<readonly string[]> {
  const rows = await store.transaction((tx) =>
    tx.query<{ failure: string }[]>(
      `SELECT DISTINCT failure ->> 'class' AS failure FROM runs WHERE failure IS NOT NULL`,
    ),
  );
  return rows.map(({ failure }) => failure);
}
