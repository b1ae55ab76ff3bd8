import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createCatalog } from '../../controller/catalog/catalog.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { entombProject } from '../../controller/store/operations/retention/entomb-project.ts';
import { removeRecords } from '../../controller/store/operations/retention/remove-records.ts';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import type { Scope } from '../../controller/store/scope.ts';
import { sql } from '../../controller/store/sql.ts';
import type { Store } from '../../controller/store/store.ts';
import { restoreBackup } from '../../controller/upkeep/backup/restore-backup.ts';
import { backupStream, saveWhole } from '../../controller/upkeep/backup/save-backup.ts';
import { collectBlobs } from '../../controller/upkeep/duties/collect-blobs.ts';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';
import type { Worktree, Workspace } from '../../controller/workspace/workspace.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { makeDatabase, makeTestHome, openTestStore } from '../support/store.ts';
import { makeWorkspaces } from './open-house.ts';

/** Of one moment, or of a little before: whoever writes takes up what others have just removed. */
function someBodies(): readonly string[] {
  const moment = Math.floor(Date.now() / 300) - Math.floor(Math.random() * 3);
  return Array.from({ length: 6 }, (_, index) => `body ${moment} ${index}`);
}

/** Writes the same bodies as others in one run after the other, and removes most of these runs. */
async function writeAndRemove(store: Store, scope: Scope, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const projectId = await addProject(store, scope, { phase: 'Complete', endedAt: new Date() });
    const runId = await addRun(store, scope, projectId);
    for (const body of someBodies()) await appendStep(store, scope, { runId, epoch: 1, kind: 'turn', body });
    await store.transaction((tx) => tx.update(RunEntity, { id: runId }, { state: 'ended', endedAt: new Date() }));
    if (Math.random() < 0.05) continue;
    await store.transaction((tx) => entombProject(tx, scope, Date.now(), projectId));
    await store.transaction((tx) => removeRecords(tx, scope, { projectId, limit: 1000 }));
  }
}

test.serial(
  'races: no body is removed that a step refers to, however many write it while it is collected',
  async (t) => {
    const store = await openTestStore(t);
    const scope = await localScope(store);
    const ending = new AbortController();
    const writers = [1, 2, 3, 4, 5, 6].map(async () => writeAndRemove(store, scope, ending.signal));
    const house = {
      store,
      scope,
      keeper: createCatalogKeeper(createCatalog([])),
      workspaces: '/nowhere',
      guarded: store.transaction,
      signal: ending.signal,
    };
    let removals = 0;
    const end = Date.now() + 20_000;
    for (let passes = 0; removals < 20 || passes < 40; passes += 1) {
      // Writers that hold the table for long make a pass give up; the next one does it.
      const { removed } = await collectBlobs.pass(house).catch(() => ({ removed: undefined }));
      if (removed !== undefined) removals += 1;
      if (Date.now() > end) break;
    }
    ending.abort();
    await Promise.all(writers);
    const { rows } = await store.transaction((tx) => sql<{ missing: number; steps: number }>(tx, missingBodies, []));
    t.is(rows[0]?.missing, 0);
    t.true(removals > 0 && (rows[0]?.steps ?? 0) > 0, 'there was something to remove, and something to keep');
    t.log(`${removals} passes removed something, ${rows[0]?.steps} steps have their bodies`);
  },
);

const missingBodies = `
  SELECT count(*) AS steps, count(*) FILTER (WHERE b.sha256 IS NULL) AS missing
  FROM run_steps s LEFT JOIN blobs b ON b.organization_id = s.organization_id AND b.sha256 = s.body_sha256`;

interface Place {
  readonly store: Store;
  readonly root: string;
}

/** A store of its own and a folder of workspaces; on the server of DATABASE_URL where that is set. */
async function openPlace(t: ExecutionContext): Promise<Place> {
  const server = process.env['DATABASE_URL'];
  const place =
    server === undefined || server === ''
      ? { home: await makeTestHome(t) }
      : { home: '/nowhere', databaseUrl: await makeDatabase(t, server) };
  const store = await openStore({ ...place, clock: systemClock });
  t.teardown(() => store[Symbol.asyncDispose]());
  return { store, root: await makeWorkspaces(t) };
}

const stepFile = (n: number): string => `step-${n}.txt`;

/** One run after the other: files, each followed by the step that speaks of it; then its work is merged, and its folder goes. */
async function work(place: Place, scope: Scope, projectId: string, signal: AbortSignal): Promise<void> {
  const workspaces = createGitWorkspaces(place.root);
  const workspace = await workspaces.open(projectId);
  while (!signal.aborted) {
    const base = await workspace.head();
    const runId = await addRun(place.store, scope, projectId, { baseCommit: base });
    const label = `${runId}.1`;
    const worktree = await workspace.checkout(label, { base });
    for (let n = 1; n <= 3; n += 1) {
      await writeFile(join(worktree.path, stepFile(n)), `${runId}\n`.repeat(1000));
      await appendStep(place.store, scope, { runId, epoch: 1, kind: 'observation', body: `${runId} ${n}` });
      await churn(worktree);
    }
    const mergedCommit = await merge(workspace, worktree);
    const result = {
      outcome: 'succeeded' as const,
      summary: '',
      ...(mergedCommit === undefined ? {} : { mergedCommit }),
    };
    await place.store.transaction((tx) =>
      tx.update(RunEntity, { id: runId }, { state: 'ended', endedAt: new Date(), outcome: 'succeeded', result }),
    );
    await workspaces.discard(projectId, label);
  }
}

// What a program does that builds: files that come and go.
async function churn({ path }: Worktree): Promise<void> {
  for (let index = 0; index < 20; index += 1) await writeFile(join(path, `passing-${index}`), `${index}`);
  for (let index = 0; index < 20; index += 1) await rm(join(path, `passing-${index}`));
}

async function merge(workspace: Workspace, worktree: Worktree): Promise<string | undefined> {
  const commit = await worktree.snapshot('work');
  for (;;) {
    const merging = await workspace.prepareMerge(commit, 'Work');
    if (merging.kind !== 'clean') return undefined;
    if (await workspace.advance(merging.onto, merging.commit)) return merging.commit;
  }
}

/** What of a restored place contradicts its rows. */
async function contradictions({ store, root }: Place): Promise<readonly string[]> {
  const runs = await store.transaction((tx) => tx.find(RunEntity));
  const found: string[] = [];
  for (const { id, projectId, state, result, stepCount } of runs) {
    const workspace = await createGitWorkspaces(root).open(projectId);
    if (result?.outcome === 'succeeded' && result.mergedCommit !== undefined) {
      if (!(await workspace.contains(result.mergedCommit))) found.push(`${id} was merged, and is not on main`);
    }
    const folder = join(root, projectId, 'runs', `${id}.1`);
    for (let n = 1; state !== 'ended' && n <= stepCount; n += 1) {
      if (!existsSync(join(folder, stepFile(n)))) found.push(`${id} has recorded step ${n}, and its file is not there`);
    }
  }
  return found;
}

test.serial('races: a backup made while runs write files and branches has what its rows speak of', async (t) => {
  t.timeout(240_000);
  const place = await openPlace(t);
  const scope = await localScope(place.store);
  const projects = [await addProject(place.store, scope), await addProject(place.store, scope)];
  const ending = new AbortController();
  const workers = projects.flatMap((id) => [1, 2].map(async () => work(place, scope, id, ending.signal)));
  const folder = await makeWorkspaces(t);
  try {
    for (const name of ['first', 'second', 'third', 'fourth']) {
      const file = join(folder, name);
      const { stream } = backupStream({ store: place.store, workspaces: place.root, version: '1.2.3' });
      await saveWhole(stream, file, () => Promise.resolve());
    }
  } finally {
    ending.abort();
    await Promise.all(workers);
  }
  for (const name of await readdir(folder)) {
    const restored = await openPlace(t);
    await restoreBackup({ store: restored.store, workspaces: restored.root }, join(folder, name));
    t.deepEqual(await contradictions(restored), [], name);
    await restored.store[Symbol.asyncDispose]();
  }
});
