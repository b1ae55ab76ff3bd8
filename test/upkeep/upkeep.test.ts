import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { newId } from '../../controller/store/new-id.ts';
import { addEntry } from '../../controller/store/operations/memory/add-entry.ts';
import { promoteEntries } from '../../controller/store/operations/memory/promote.ts';
import { listEntries } from '../../controller/store/operations/memory/list-entries.ts';
import { verifyChain } from '../../controller/store/operations/decisions/verify-chain.ts';
import { findTombstone } from '../../controller/store/operations/retention/find-tombstone.ts';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import { readSteps } from '../../controller/store/operations/steps/read-steps.ts';
import { sql } from '../../controller/store/sql.ts';
import { eventually } from '../support/eventually.ts';
import { fillStore } from '../support/fill-store.ts';
import { addProject, addRun } from '../support/rows.ts';
import { tableTexts } from '../support/table-texts.ts';
import { readUpkeepRecord } from '../../controller/upkeep/upkeep-record.ts';
import { dayMs, openHouse, start, type TestHouse } from './house.ts';

const ended = { phase: 'Complete', endedAt: new Date(start) } as const;

async function countOf({ store }: TestHouse, table: string): Promise<number> {
  const { rows } = await store.transaction((tx) => sql<{ n: number }>(tx, `SELECT count(*) AS n FROM ${table}`, []));
  return rows[0]?.n ?? 0;
}

test.serial(
  'upkeep: a project whose time is over goes with all that was recorded; what was learnt stays',
  async (t) => {
    const house = await openHouse(t, 30);
    const { store, scope, root } = house;
    const { projectId, runId } = await fillStore(store);
    const open = await addProject(store, scope, { name: 'open' });
    const recent = await addProject(store, scope, {
      name: 'recent',
      phase: 'Complete',
      endedAt: new Date(start + 29 * dayMs),
    });
    await house.workspaces.open(projectId);
    await store.transaction(async (tx) => {
      await promoteEntries(tx, scope, projectId);
      await addEntry(tx, scope, start, { kind: 'note', text: 'nobody asked', projectId });
      await sql(tx, `UPDATE runs SET state = 'ended', ended_at = $2 WHERE id = $1`, [runId, new Date(start)]);
      await sql(tx, `UPDATE projects SET phase = 'Complete', ended_at = $2 WHERE id = $1`, [
        projectId,
        new Date(start),
      ]);
    });
    const head = await store.transaction((tx) =>
      sql(tx, 'SELECT chain_head FROM streams WHERE project_id = $1', [projectId]),
    );
    await house.letGoBy(29 * dayMs);
    t.is(await countOf(house, 'projects'), 3, 'not before its time');
    await house.letGoBy(2 * dayMs);
    const { rows } = await store.transaction((tx) =>
      sql<{ id: string }>(tx, 'SELECT id FROM projects ORDER BY id', []),
    );
    t.deepEqual(
      rows.map(({ id }) => id),
      [open, recent].toSorted(),
    );
    for (const table of ['tasks', 'task_dependencies', 'runs', 'run_steps', 'effects', 'escalations', 'decisions']) {
      t.is(await countOf(house, table), 0, table);
    }
    t.is(await countOf(house, `events WHERE project_id = '${projectId}'`), 0);
    const entries = await store.transaction((tx) => listEntries(tx, scope, { limit: 10 }));
    t.deepEqual(
      entries.map(({ kind, promoted, projectId: of }) => [kind, promoted, of]),
      [['lesson', true, null]],
    );
    t.is(await countOf(house, 'embeddings'), 1, 'its vector stays with it');
    const tombstone = await store.transaction((tx) => findTombstone(tx, scope, projectId));
    t.like(tombstone, { phase: 'Complete', decisionSeq: 1, specDigest: 'a'.repeat(64) });
    t.deepEqual([{ chain_head: tombstone?.chainHead }], head.rows as unknown as object[]);
    t.is(await countOf(house, 'blobs'), 0, 'and so do the bodies of its steps');
    t.false(existsSync(join(root, projectId)));
    t.is(await store.transaction((tx) => verifyChain(tx, scope, recent)), undefined);
    t.deepEqual(house.told.toSorted(), [
      'removed 1 project that ended more than 30 days ago',
      'removed 1 workspace',
      'removed 3 stored texts that nothing refers to',
    ]);
  },
);

test.serial('upkeep: without a retention everything is kept, and looking writes nothing', async (t) => {
  const house = await openHouse(t);
  const { store, scope } = house;
  await fillStore(store);
  await addProject(store, scope, ended);
  await store.transaction((tx) => sql(tx, 'DELETE FROM discarded_blobs', []));
  const before = await tableTexts(store);
  await house.letGoBy(400 * dayMs);
  t.deepEqual(await tableTexts(store), before);
  t.deepEqual(house.told, []);
});

test.serial('upkeep: a body that another project has too stays', async (t) => {
  const house = await openHouse(t, 1);
  const { store, scope } = house;
  const steps: { readonly runId: string; readonly from: number; readonly limit: number }[] = [];
  for (const project of [await addProject(store, scope, ended), await addProject(store, scope)]) {
    const runId = await addRun(store, scope, project);
    for (const body of ['shared', `of ${project}`])
      await appendStep(store, scope, { runId, epoch: 1, kind: 'turn', body });
    steps.push({ runId, from: 1, limit: 9 });
  }
  await store.transaction((tx) => sql(tx, `UPDATE runs SET state = 'ended' WHERE id = $1`, [steps[0]?.runId]));
  await house.letGoBy(2 * dayMs);
  t.is(await countOf(house, 'blobs'), 2);
  const [, kept] = steps;
  const read = await store.transaction((tx) => readSteps(tx, scope, kept ?? { runId: '', from: 1, limit: 1 }));
  t.is(read[0]?.body, 'shared');
});

test.serial('upkeep: a body that is taken up while it is being removed is not lost', async (t) => {
  const house = await openHouse(t);
  const { store, scope, clock } = house;
  const runId = await addRun(store, scope, await addProject(store, scope));
  const bodies = Array.from({ length: 60 }, (_, index) => `body ${index}`);
  for (const round of [1, 2, 3]) {
    await store.transaction(async (tx) => {
      for (const body of bodies) await sql(tx, put, [scope.organizationId, body]);
    });
    clock.advance(20 * 60_000);
    await Promise.all(bodies.map((body) => appendStep(store, scope, { runId, epoch: 1, kind: 'turn', body })));
    await house.letGoBy(20 * 60_000);
    const found = await store.transaction((tx) => readSteps(tx, scope, { runId, from: 1, limit: 1000 }));
    t.is(found.length, bodies.length * round, 'each step has its body');
    t.deepEqual(house.errors, []);
  }
});

const put = `
  WITH body AS (INSERT INTO blobs VALUES ($1, sha256(convert_to($2::text, 'UTF8')), convert_to($2::text, 'UTF8')) ON CONFLICT DO NOTHING)
  INSERT INTO discarded_blobs VALUES ($1, sha256(convert_to($2::text, 'UTF8'))) ON CONFLICT DO NOTHING`;

test.serial('upkeep: folders go whose runs ended or went on elsewhere, never one of a live run', async (t) => {
  const house = await openHouse(t);
  const { store, scope, root } = house;
  const projectId = await addProject(store, scope);
  const workspace = await house.workspaces.open(projectId);
  const run = async (changes: object): Promise<string> => addRun(store, scope, projectId, changes);
  const [live, resumed, waiting] = [await run({}), await run({ epoch: 3 }), await run({ state: 'queued', epoch: 3 })];
  const over = await run({ state: 'ended', endedAt: new Date(start) });
  const justOver = await run({ state: 'ended', endedAt: new Date(start + 10 * 60 * 60_000) });
  const stranger = newId(start);
  // The last step of each: what a later epoch goes on from.
  await store.transaction(async (tx) => {
    for (const [id, epoch] of [
      [resumed, 3],
      [waiting, 1],
    ] as const) {
      await sql(tx, `INSERT INTO run_steps VALUES ($1, 1, $2, $3, 'turn', null, 'x', now())`, [
        id,
        scope.organizationId,
        epoch,
      ]);
    }
  });
  const kept = [`${live}.1`, `${live}.1.merged-1`, `${resumed}.3`, `${waiting}.1`, `${justOver}.1`, `${stranger}.1`];
  const gone = [`${resumed}.1`, `${resumed}.2`, `${resumed}.2.merged-4`, `${waiting}.2`, `${over}.1`];
  const base = await workspace.head();
  for (const label of [...kept, ...gone]) await workspace.checkout(label, { base });
  const runs = join(root, projectId, 'runs');
  await mkdir(join(runs, `.new-${over}.1`));
  await mkdir(join(runs, `.new-${live}.1`));
  await mkdir(join(runs, 'somebody-elses'));
  await writeFile(join(runs, `${live}.1`, 'half-done.txt'), 'so far');
  const foreign = join(root, newId(start), 'runs', `${newId(start)}.1`);
  await mkdir(foreign, { recursive: true });
  await house.letGoBy(60 * 60_000);
  t.deepEqual((await readdir(runs)).toSorted(), [...kept, `.new-${live}.1`, 'somebody-elses'].toSorted());
  t.deepEqual((await readdir(join(root, projectId, 'indexes'))).toSorted(), kept.toSorted());
  t.true(existsSync(join(runs, `${live}.1`, 'half-done.txt')));
  t.true(existsSync(foreign), 'of a project that is not known here');
});

test.serial('upkeep: some time after its end a project has main and nothing else of its runs', async (t) => {
  const house = await openHouse(t);
  const { store, scope } = house;
  const projectId = await addProject(store, scope, ended);
  const workspace = await house.workspaces.open(projectId);
  const worktree = await workspace.checkout('a.1', { base: await workspace.head() });
  await writeFile(join(worktree.path, 'a.txt'), 'one');
  const commit = await worktree.snapshot('work');
  const merge = await workspace.prepareMerge(commit, 'Work');
  t.true(merge.kind === 'clean' && (await workspace.advance(merge.onto, merge.commit)));
  await house.letGoBy(2 * 60 * 60_000);
  t.deepEqual(house.told, ['removed loose objects of 1 project']);
  t.false(await workspace.contains(commit), 'only what was merged is on main');
  t.regex(await workspace.diffOf(await workspace.head(), 1000), /\+one/);
  await house.letGoBy(60 * 60_000);
  t.is(house.told.length, 1, 'there is nothing to do a second time');
});

/** Two projects that ended, the repository of the first of which is broken; and how to mend it. */
async function halfBroken(house: TestHouse): Promise<() => Promise<void>> {
  const { store, scope, root, workspaces } = house;
  const ids = [await addProject(store, scope, ended), await addProject(store, scope, ended)].toSorted();
  for (const id of ids) {
    const workspace = await workspaces.open(id);
    await (await workspace.checkout('a.1', { base: await workspace.head() })).snapshot('work');
  }
  const head = join(root, ids[0] ?? '', 'repo.git', 'HEAD');
  const before = await readFile(head);
  await rm(head);
  return () => writeFile(head, before);
}

test.serial('upkeep: one project that cannot be tended holds up no other, and is told of until it can', async (t) => {
  const house = await openHouse(t);
  const mend = await halfBroken(house);
  const state = () => house.upkeep.state().find(({ duty }) => duty === 'workspaces');
  await house.letGoBy(2 * 60 * 60_000, 1);
  t.deepEqual(house.told, ['removed loose objects of 1 project']);
  const failing = state();
  t.is(failing?.removed?.what, 'loose objects of 1 project');
  t.truthy(failing?.failed?.fix);
  await house.letGoBy(15 * 60_000, 2);
  t.is(state()?.failed?.since, failing?.failed?.since, 'since when, not when last');
  await mend();
  await house.letGoBy(15 * 60_000, 2);
  t.is(state()?.failed, undefined);
  await eventually(async () => {
    const written = await readUpkeepRecord(house.root);
    if (!isDeepStrictEqual(written, JSON.parse(JSON.stringify(house.upkeep.state())))) throw new Error('not yet');
  });
});

test.serial('upkeep: nothing is removed by a process that does not lead', async (t) => {
  const house = await openHouse(t, 1);
  await addProject(house.store, house.scope, ended);
  await house.leadership[Symbol.asyncDispose]();
  house.clock.advance(30 * dayMs);
  await house.upkeep[Symbol.asyncDispose]();
  t.is(await countOf(house, 'projects'), 1);
  t.deepEqual(house.upkeep.state(), []);
});
