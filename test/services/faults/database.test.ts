import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { startTcpProxy, throughProxy, type TcpProxy } from '../../support/cluster/tcp-proxy.ts';
import { survives, useCluster, type UsedCluster } from '../../support/cluster/use-cluster.ts';
import { findServices } from '../../support/services.ts';
import type { ExecutionContext } from 'ava';

test.serial('database: connections that are cut in the middle of transactions lose and double nothing', async (t) => {
  t.timeout(400_000);
  const used = await useProxied(t);
  if (used === undefined) return;
  await survives(t, used.cluster, async () => {
    for (let turn = 0; turn < 12; turn += 1) {
      await wait(333);
      used.proxy.cut();
    }
  });
});

test.serial('database: sessions that the server ends lose and double nothing', async (t) => {
  t.timeout(400_000);
  const used = await useCluster(t);
  if (used === undefined) return;
  const { cluster } = used;
  await survives(t, cluster, async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      await wait(500);
      await cluster.store.transaction((tx) => tx.query(endOthers)).catch(() => undefined);
    }
  });
  t.deepEqual(cluster.exits(), [], 'no process ended for it');
});

const endOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;

test.serial('database: a commit whose answer is lost is found out about, and done once', async (t) => {
  t.timeout(400_000);
  const used = await useProxied(t);
  if (used === undefined) return;
  used.proxy.swallowCommits(9);
  await survives(t, used.cluster, async () => {
    await wait(8000);
    used.proxy.swallowCommits(0);
  });
  t.true(used.proxy.swallowed() > 0);
});

/** A cluster whose processes see the database through a proxy; the test itself sees it directly. */
async function useProxied(t: ExecutionContext): Promise<(UsedCluster & { readonly proxy: TcpProxy }) | undefined> {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return undefined;
  const { hostname, port } = new URL(services.DATABASE_URL);
  const proxy = await startTcpProxy({ host: hostname, port: Number(port === '' ? 5432 : port) });
  t.teardown(() => proxy[Symbol.asyncDispose]());
  const used = await useCluster(t, { seenDatabaseUrl: (url) => throughProxy(url, proxy) });
  return used === undefined ? undefined : { ...used, proxy };
}
