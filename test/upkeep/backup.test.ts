import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../../controller/clock/clock.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { openStore } from '../../controller/store/open-store.ts';
import type { Store } from '../../controller/store/store.ts';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';
import type { BackupReport } from '../../controller/upkeep/backup/backup-format.ts';
import { readBackup } from '../../controller/upkeep/backup/read-backup.ts';
import { restoreBackup } from '../../controller/upkeep/backup/restore-backup.ts';
import { backupStream, saveWhole } from '../../controller/upkeep/backup/save-backup.ts';
import { fillStore, type Filled } from '../support/fill-store.ts';
import { makeTestHome, openTestStore } from '../support/store.ts';
import { tableTexts } from '../support/table-texts.ts';
import { makeWorkspaces } from './open-house.ts';

interface Made extends Filled {
  readonly file: string;
  readonly report: BackupReport;
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly main: string;
}

/** A backup of a system with a run under way, whose folder holds what is not committed anywhere. */
async function makeBackup(t: ExecutionContext): Promise<Made> {
  const root = await makeWorkspaces(t);
  await using store = await openStore({ home: await makeTestHome(t), clock: systemClock });
  const filled = await fillStore(store);
  const workspace = await createGitWorkspaces(root).open(filled.projectId);
  const worktree = await workspace.checkout(`${filled.runId}.1`, { base: await workspace.head() });
  await writeFile(join(worktree.path, 'done.txt'), 'committed\n');
  const merge = await workspace.prepareMerge(await worktree.snapshot('work'), 'Work');
  if (merge.kind === 'clean') await workspace.advance(merge.onto, merge.commit);
  await mkdir(join(worktree.path, 'src'));
  await writeFile(join(worktree.path, 'src/begun.txt'), 'not committed\n');
  const file = join(await makeWorkspaces(t), 'system.backup');
  const { stream, report } = backupStream({ store, workspaces: root, version: '1.2.3' });
  await saveWhole(stream, file, () => Promise.resolve());
  t.deepEqual(await readdir(root), [filled.projectId], 'nothing is left beside the workspaces');
  return { ...filled, file, report: await report, tables: await tableTexts(store), main: await workspace.head() };
}

test.serial('backup: a process with another folder of workspaces is refused, and leaves no file', async (t) => {
  const elsewhere = await makeWorkspaces(t);
  await using store = await openStore({ home: await makeTestHome(t), clock: systemClock });
  const { runId } = await fillStore(store);
  const delivered = { outcome: 'succeeded' as const, summary: '', mergedCommit: 'c0ffee' };
  await store.transaction(async (tx) =>
    tx.update(RunEntity, { id: runId }, { outcome: 'succeeded', result: delivered }),
  );
  const folder = await makeWorkspaces(t);
  const { stream, report } = backupStream({ store, workspaces: elsewhere, version: '1.2.3' });
  report.catch(() => undefined);
  const saved = saveWhole(stream, join(folder, 'system.backup'), () => Promise.resolve());
  await t.throwsAsync(saved, { message: /expected in .* the repositories of 1 projects .* found none of 1/ });
  t.deepEqual(await readdir(folder), []);
});

const ignoring = {
  database: drained,
  workspace: async (_id: string, bundle: AsyncIterable<Uint8Array>) => drained(bundle),
};

async function drained(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const piece of pieces) void piece;
}

test.serial('backup: a restored system has every row, every commit, and the folder of a run under way', async (t) => {
  const { file, report, tables, main, projectId, runId } = await makeBackup(t);
  t.like(report, { version: '1.2.3', projects: 1, workspaces: 1 });
  t.deepEqual(await readBackup(file, ignoring), report, 'verified');
  const store = await openTestStore(t);
  const root = await makeWorkspaces(t);
  t.deepEqual(await restoreBackup({ store, workspaces: root }, file), report);
  const { runs, projects, ...others } = await tableTexts(store);
  const { runs: oldRuns, projects: oldProjects, ...oldOthers } = tables;
  t.deepEqual(others, oldOthers);
  t.deepEqual([runs?.length, projects?.length], [oldRuns?.length, oldProjects?.length]);
  const run = await store.transaction((tx) => tx.findOneByOrFail(RunEntity, { id: runId }));
  t.like(run, { state: 'queued', epoch: 2, leaseOwner: null, recoveries: 0 }, 'the old epoch is fenced');
  const workspace = await createGitWorkspaces(root).open(projectId);
  t.is(await workspace.head(), main);
  const resumed = await workspace.checkout(`${runId}.2`, { base: main, resumeFrom: `${runId}.1` });
  t.is(await readFile(join(resumed.path, 'src/begun.txt'), 'utf8'), 'not committed\n');
  t.deepEqual(await readdir(root), [projectId]);
});

test.serial(
  'backup: what a restore has left that was killed is taken away by the next one, and nothing else',
  async (t) => {
    const { file, report, projectId } = await makeBackup(t);
    const store = await openTestStore(t);
    const root = await makeWorkspaces(t);
    // As it is when its workspaces are at their places and its rows are not committed.
    await mkdir(join(root, projectId));
    await mkdir(join(root, '.restore-killed'));
    await writeFile(join(root, '.restore-killed', 'placing'), JSON.stringify([projectId, '../elsewhere']));
    t.deepEqual(await restoreBackup({ store, workspaces: root }, file), report);
    t.deepEqual(await readdir(root), [projectId]);
    await createGitWorkspaces(root).open(projectId);
    await mkdir(join(root, '.restore-killed'));
    await writeFile(join(root, '.restore-killed', 'placing'), JSON.stringify([projectId]));
    await t.throwsAsync(restoreBackup({ store, workspaces: root }, file), { code: 'NOT_EMPTY', message: /rows/ });
    t.deepEqual(
      (await readdir(root)).toSorted(),
      ['.restore-killed', projectId],
      'of a system in use nothing is taken',
    );
  },
);

test.serial('backup: when the answer to its commit is lost, no restore takes the workspaces away', async (t) => {
  const { file, report, projectId } = await makeBackup(t);
  const store = await openTestStore(t);
  const root = await makeWorkspaces(t);
  const away = new MaiosError('STORE_UNAVAILABLE', 'cut');
  let isCommitted = true;
  // What is committed is not told of; then nothing is committed.
  const cut: Store = {
    ...store,
    async transaction(work) {
      let isLast = false;
      const whole = await store.transaction(async (tx) => {
        const done = await work(tx);
        isLast = done !== undefined;
        if (isLast && !isCommitted) throw away;
        return done;
      });
      if (isLast) throw away;
      return whole;
    },
  };
  isCommitted = false;
  await t.throwsAsync(restoreBackup({ store: cut, workspaces: root }, file), { message: /may be restored or not/ });
  isCommitted = true;
  await t.throwsAsync(restoreBackup({ store: cut, workspaces: root }, file), { message: /may be restored or not/ });
  t.true((await readdir(root)).includes(projectId));
  await t.throwsAsync(restoreBackup({ store, workspaces: root }, file), { code: 'NOT_EMPTY', message: /rows/ });
  await createGitWorkspaces(root).open(projectId);
  t.is(report.projects, 1);
});

test.serial('backup: nothing is restored into a system that is in use', async (t) => {
  const { file } = await makeBackup(t);
  const store = await openTestStore(t);
  const root = await makeWorkspaces(t);
  await writeFile(join(root, 'something'), '');
  await t.throwsAsync(restoreBackup({ store, workspaces: root }, file), { code: 'NOT_EMPTY', message: /workspaces/ });
  await fillStore(store);
  const free = await makeWorkspaces(t);
  await t.throwsAsync(restoreBackup({ store, workspaces: free }, file), { code: 'NOT_EMPTY', message: /rows/ });
  t.deepEqual(await readdir(free), []);
});

test.serial('backup: a file that is cut off, changed or something else is told, and nothing of it stays', async (t) => {
  const { file } = await makeBackup(t);
  const store = await openTestStore(t);
  const empty = await tableTexts(store);
  const whole = await readFile(file);
  const damaged: Readonly<Record<string, Buffer>> = {
    'cut off': whole.subarray(0, whole.length - 100),
    'cut in half': whole.subarray(0, whole.length / 2),
    changed: Buffer.concat([whole.subarray(0, 5000), Buffer.from('!'), whole.subarray(5001)]),
    'something else': Buffer.from('hello'),
    empty: Buffer.alloc(0),
  };
  for (const [name, bytes] of Object.entries(damaged)) {
    const path = `${file}.${name}`;
    await writeFile(path, bytes);
    const root = await makeWorkspaces(t);
    await t.throwsAsync(readBackup(path, ignoring), { code: 'BACKUP_INVALID' }, name);
    await t.throwsAsync(restoreBackup({ store, workspaces: root }, path), { code: 'BACKUP_INVALID' }, name);
    t.deepEqual(await readdir(root), [], name);
  }
  t.deepEqual(await tableTexts(store), empty);
  await t.throwsAsync(readBackup(`${file}.nowhere`, ignoring), { code: 'NOT_FOUND' });
});

test.serial('backup: one that is broken off leaves no file, and the system goes on', async (t) => {
  const store = await openTestStore(t);
  const { scope } = await fillStore(store);
  const folder = await makeWorkspaces(t);
  const stop = new AbortController();
  const { stream, report } = backupStream(
    { store, workspaces: await makeWorkspaces(t), version: '1' },
    { signal: stop.signal, progress: () => stop.abort(new Error('Ctrl-C')) },
  );
  report.catch(() => undefined);
  await t.throwsAsync(saveWhole(stream, join(folder, 'a'), () => Promise.resolve(), stop.signal));
  await t.throwsAsync(report);
  t.deepEqual(await readdir(folder), []);
  t.truthy(scope);
  await t.notThrowsAsync(tableTexts(store));
});

test.serial('backup: whoever stops reading a stream ends the backup, and its transaction', async (t) => {
  const store = await openTestStore(t);
  await fillStore(store);
  const { stream, report } = backupStream({ store, workspaces: await makeWorkspaces(t), version: '1' });
  stream.destroy();
  await t.throwsAsync(report);
  await t.notThrowsAsync(tableTexts(store));
});

test('backup: where no file can be made is told before anything is written, and the stream ends', async (t) => {
  const folder = await makeWorkspaces(t);
  for (const file of [folder, join(folder, 'missing', 'system')]) {
    const stream = Readable.from(['never', 'asked', 'for']);
    await t.throwsAsync(
      saveWhole(stream, file, () => Promise.resolve()),
      { code: 'USAGE', message: /can be written/ },
    );
    t.true(stream.destroyed);
  }
  t.deepEqual(await readdir(folder), []);
});
