import { tmpdir } from 'node:os';
import test, { type ExecutionContext } from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { digestOf } from '../../controller/catalog/kinds/digest.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AnyResource } from '../../controller/catalog/kinds/kinds.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { createAdmission } from '../../controller/orchestrator/control/admission.ts';
import { adoptNextWaiting } from '../../controller/orchestrator/declare/adopt-waiting.ts';
import { createDeclarer } from '../../controller/orchestrator/declare/declarer.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { ResourceEntity } from '../../controller/store/entities/resource.ts';
import type { Store } from '../../controller/store/store.ts';
import { localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const projectNamed = (name: string): AnyResource => ({
  apiVersion,
  kind: 'Project',
  metadata: { name },
  spec: { request: 'Build it.', tasks: [{ name: 'a', title: 'A' }] },
});

async function stage(t: ExecutionContext, maxOpenProjects: number) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const builtins = await loadBuiltins();
  const keeper = createCatalogKeeper(assembleCatalog([builtins]).catalog);
  const woken: string[] = [];
  const limits = { maxOpenProjects, minFreeBytes: 1, workspaces: tmpdir() };
  const admission = createAdmission(store, scope, limits);
  const deps = {
    store,
    scope,
    keeper,
    builtins,
    checkModel: () => undefined,
    taskTimeoutMs: 60_000,
    wake: (id: string) => void woken.push(id),
    admission,
  };
  let meanwhile: (() => Promise<void>) | undefined;
  let isFull = false;
  const declarer = createDeclarer({
    ...deps,
    admission: async () => {
      const full = await admission();
      isFull = full !== undefined;
      return full;
    },
    store: {
      ...store,
      async transaction(work) {
        const result = await store.transaction(work);
        const happens = isFull ? meanwhile : undefined;
        if (happens !== undefined) meanwhile = undefined;
        await happens?.();
        return result;
      },
    },
  });
  await declarer.restore();
  return {
    store,
    woken,
    /** What another process does as soon as this one, which found no room, has committed something. */
    meanwhile(work: () => Promise<void>) {
      isFull = false;
      meanwhile = work;
    },
    ask: async (name: string) => declarer.declare(projectNamed(name), digestOf(name), { again: false }),
    apply: async (names: readonly string[], again = false) => {
      const declared = names.map((name) => ({
        resource: projectNamed(name),
        source: 'files:x',
        revision: 'r1',
        digest: digestOf(name),
      }));
      return declarer.apply({ source: 'files:x', revision: 'r1', declared, problems: [] }, { again });
    },
    adoptNext: async () => adoptNextWaiting(deps),
    end: async (name: string) =>
      store.transaction(async (tx) => tx.update(ProjectEntity, { name }, { endedAt: new Date() })),
    projects: async () =>
      (await store.transaction(async (tx) => tx.find(ProjectEntity, { order: { createdAt: 'ASC' } }))).map(
        ({ name }) => name,
      ),
    resources: async () => store.transaction(async (tx) => tx.find(ResourceEntity, { order: { name: 'ASC' } })),
  };
}

test('admission: a project that is asked for is refused with the numbers, and nothing is stored of it', async (t) => {
  const { ask, projects, resources, end } = await stage(t, 1);
  t.is((await ask('first')).projects.length, 1);
  const { problems } = await ask('second');
  t.like(problems[0], { code: 'OVERLOADED', details: { retryAfterSeconds: 5, resource: 'Project/second' } });
  t.regex(problems[0]?.message ?? '', /expected fewer than 1 open projects, found 1 \(MAIOS_MAX_OPEN_PROJECTS\)/);
  t.deepEqual(await projects(), ['first']);
  t.deepEqual(
    (await resources()).map(({ name }) => name),
    ['first'],
  );
  t.is((await ask('first')).projects[0]?.created, false, 'what has started is shown');
  await end('first');
  t.is((await ask('second')).projects[0]?.created, true);
});

test('admission: what is declared waits for room, says so, and starts by itself, oldest first', async (t) => {
  const { apply, adoptNext, projects, resources, end, woken } = await stage(t, 1);
  const { problems } = await apply(['a', 'b', 'c']);
  t.deepEqual(
    problems.map(({ code }) => code),
    ['OVERLOADED', 'OVERLOADED'],
  );
  t.deepEqual(await projects(), ['a']);
  const conditions = (await resources()).map(({ name, conditions: [ready] }) => [name, ready?.status, ready?.reason]);
  t.deepEqual(conditions, [
    ['a', 'True', 'Valid'],
    ['b', 'False', 'Overloaded'],
    ['c', 'False', 'Overloaded'],
  ]);
  t.false(await adoptNext(), 'there is no room yet');
  await end('a');
  t.true(await adoptNext());
  t.false(await adoptNext(), 'there is room for one');
  t.deepEqual(await projects(), ['a', 'b']);
  t.is(woken.length, 2);
  await end('b');
  t.true(await adoptNext());
  await end('c');
  t.false(await adoptNext(), 'nobody waits any more');
  t.true((await resources()).every(({ conditions: [ready] }) => ready?.status === 'True'));
});

test('admission: what was wanted anew starts anew when there is room', async (t) => {
  const { apply, adoptNext, projects, end } = await stage(t, 1);
  await apply(['a']);
  await end('a');
  await apply(['b']);
  t.deepEqual((await apply(['a', 'b'])).problems, [], 'what ended before is shown');
  t.like((await apply(['a'], true)).problems, [{ code: 'OVERLOADED' }]);
  await end('b');
  t.true(await adoptNext());
  t.deepEqual(await projects(), ['a', 'b', 'a']);
});

test('admission: what was wanted anew is not forgotten when its source is read again before there is room', async (t) => {
  const { apply, adoptNext, projects, resources, end } = await stage(t, 1);
  await apply(['a']);
  await end('a');
  await apply(['a', 'b']);
  await apply(['a', 'b'], true);
  const reread = await apply(['a', 'b']);
  t.deepEqual(
    reread.problems.map(({ code }) => code),
    ['OVERLOADED', 'OVERLOADED'],
  );
  const waiting = (await resources()).map(({ conditions: [ready] }) => ready?.reason);
  t.deepEqual(waiting, ['Overloaded', 'Overloaded']);
  await end('b');
  t.true(await adoptNext());
  t.deepEqual(await projects(), ['a', 'b', 'a']);
  await end('a');
  const [, b] = (await apply(['a', 'b'])).projects;
  t.true(b?.created, 'there is room when it is read once more');
  t.deepEqual(await projects(), ['a', 'b', 'a', 'b']);
  await end('b');
  t.false(await adoptNext(), 'each was wanted once');
  t.true((await apply(['a', 'b'])).projects.every(({ created }) => !created));
});

test('admission: what another process takes on while it is put off once more is begun once', async (t) => {
  const { apply, adoptNext, meanwhile, projects, resources, end } = await stage(t, 1);
  await apply(['a', 'b']);
  const adopted: boolean[] = [];
  meanwhile(async () => {
    await end('a');
    adopted.push(await adoptNext());
  });
  await apply(['b']);
  t.deepEqual(adopted, [true]);
  t.is((await resources()).find(({ name }) => name === 'b')?.conditions[0]?.reason, 'Valid');
  await end('b');
  t.false(await adoptNext());
  t.deepEqual(await projects(), ['a', 'b']);
});

test('admission: nothing is taken on while the disk is nearly full', async (t) => {
  const store = await openTestStore(t);
  const limits = { maxOpenProjects: 10, minFreeBytes: Number.MAX_SAFE_INTEGER, workspaces: tmpdir() };
  const problem = await createAdmission(store, await localScope(store), limits)();
  t.like(problem, { code: 'OVERLOADED', details: { retryAfterSeconds: 30 } });
  t.regex(problem?.message ?? '', /expected \d+ MiB free on the disk of .*, found \d+ MiB \(MAIOS_MIN_FREE_MIB\)/);
});

test('admission: one count does for a tenth of the room, so that ten servers at once fill it and no more, and for a hundred at most', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  let counts = 0;
  const counting: Store = {
    ...store,
    single: async (work) => {
      counts += 1;
      return store.single(work);
    },
  };
  const takenByOneCount = async (maxOpenProjects: number): Promise<number> => {
    counts = 0;
    const admission = createAdmission(counting, scope, { maxOpenProjects, minFreeBytes: 1, workspaces: tmpdir() });
    for (let taken = 0; ; taken += 1) {
      t.is(await admission(), undefined);
      if (counts === 2) return taken;
    }
  };
  t.is(await takenByOneCount(10_000), 100);
  t.is(await takenByOneCount(100), 10);
  t.is(await takenByOneCount(5), 1);
});
