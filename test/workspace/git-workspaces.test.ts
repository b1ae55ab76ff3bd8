import { execFileSync } from 'node:child_process';
import { readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { assertNewEnough } from '../../controller/workspace/git-version.ts';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';
import { merge, openWorkspaces, plainGit, work, write } from './open-workspaces.ts';

test.serial('workspace: a new one has main at an empty commit, and opens again at the same', async (t) => {
  const { root, workspace } = await openWorkspaces(t);
  const again = await createGitWorkspaces(root).open('project');
  t.is(await again.head(), await workspace.head());
  const worktree = await work(workspace, 'a.1', {});
  t.deepEqual(await readdir(worktree.path), []);
});

test.serial('workspace: work becomes one commit on main, with its message and author', async (t) => {
  const { root, workspace } = await openWorkspaces(t);
  const worktree = await work(workspace, 'a.1', { 'a.txt': 'one\n' });
  await worktree.snapshot('checkpoint');
  await write(worktree.path, { 'b/c.txt': 'two\n' });
  const commit = await merge(workspace, worktree, 'Add a and b\n\nBecause.');
  t.is(await workspace.head(), commit);
  const log = plainGit(join(root, 'project/repo.git'), 'log', '--format=%an <%ae>|%s|%b', 'main');
  t.is(log, 'MAIOS <maios@localhost>|Add a and b|Because.\nMAIOS <maios@localhost>|Start|');
  t.regex(await workspace.diffOf(commit, 10_000), /^diff --git a\/a\.txt b\/a\.txt[^]*\+one[^]*\+two\n$/);
  t.is((await workspace.diffOf(commit, 20)).length, 20);
});

test.serial(
  'workspace: a snapshot is a commit on the run’s own ref, and the same one while nothing changes',
  async (t) => {
    const { root, workspace } = await openWorkspaces(t);
    const base = await workspace.head();
    const worktree = await work(workspace, 'a.1', {});
    t.is(await worktree.snapshot('nothing yet'), base);
    await write(worktree.path, { 'a.txt': 'one\n' });
    const first = await worktree.snapshot('first');
    t.is(await worktree.snapshot('again'), first);
    await rm(join(worktree.path, 'a.txt'));
    const second = await worktree.snapshot('gone');
    t.not(second, first);
    t.is(plainGit(join(root, 'project/repo.git'), 'rev-parse', 'refs/maios/runs/a.1'), second);
    t.is(await workspace.head(), base);
    t.deepEqual(await workspace.prepareMerge(second, 'nothing'), { kind: 'unchanged' });
    t.deepEqual(await workspace.prepareMerge(base, 'nothing'), { kind: 'unchanged' });
  },
);

test.serial('workspace: changed files are told up to a limit', async (t) => {
  const { workspace } = await openWorkspaces(t);
  const first = await work(workspace, 'a.1', { 'keep.txt': '1', 'go.txt': '1', 'change.txt': '1' });
  await merge(workspace, first, 'Start');
  const worktree = await work(workspace, 'b.1', { 'change.txt': '2', 'n/ew\n.txt': '1' });
  await rm(join(worktree.path, 'go.txt'));
  t.deepEqual(await worktree.changedFiles(10), ['change.txt', 'go.txt', 'n/ew\n.txt']);
  t.deepEqual(await worktree.changedFiles(2), ['change.txt', 'go.txt']);
});

test.serial('workspace: runs in parallel do not see each other, and merge one after the other', async (t) => {
  const { workspace } = await openWorkspaces(t);
  const labels = ['a.1', 'b.1', 'c.1', 'd.1', 'e.1', 'f.1'];
  const trees = await Promise.all(labels.map((label) => work(workspace, label, { [`${label}.txt`]: label })));
  const outcomes = await Promise.all(
    trees.map(async (tree) => {
      for (;;) {
        const attempt = await workspace.prepareMerge(await tree.snapshot('work'), 'Add a file');
        if (attempt.kind !== 'clean') return attempt.kind;
        if (await workspace.advance(attempt.onto, attempt.commit)) return attempt.commit;
      }
    }),
  );
  t.is(new Set(outcomes).size, labels.length);
  for (const outcome of outcomes) t.true(await workspace.contains(outcome));
  const all = await work(workspace, 'z.1', {});
  t.deepEqual(
    (await readdir(all.path)).toSorted(),
    labels.map((label) => `${label}.txt`),
  );
});

test.serial(
  'workspace: a conflict names the files and moves nothing, and the next attempt can start from it',
  async (t) => {
    const { workspace } = await openWorkspaces(t);
    const [one, two] = [
      await work(workspace, 'a.1', { 'a.txt': 'one\n', 'b.txt': 'b\n' }),
      await work(workspace, 'b.1', { 'a.txt': 'two\n', 'c.txt': 'c\n' }),
    ];
    const head = await merge(workspace, one, 'One');
    const commit = await two.snapshot('two');
    const conflict = await workspace.prepareMerge(commit, 'Two');
    t.is(await workspace.head(), head);
    t.false(await workspace.contains(commit));
    if (conflict.kind !== 'conflict') return t.fail(conflict.kind);
    t.deepEqual(conflict.files, ['a.txt']);

    const next = await workspace.checkout('b.2', { base: conflict.commit });
    t.deepEqual((await readdir(next.path)).toSorted(), ['a.txt', 'b.txt', 'c.txt']);
    t.regex(await readFile(join(next.path, 'a.txt'), 'utf8'), /^<{7} .+\none\n={7}\ntwo\n>{7} .+\n$/);
    const unchanged = await workspace.prepareMerge(await next.snapshot('not resolved'), 'Two');
    if (unchanged.kind !== 'clean') return t.fail(unchanged.kind);
    t.deepEqual(await workspace.unresolved(unchanged.onto, unchanged.commit), ['a.txt']);
    await writeFile(join(next.path, 'a.txt'), 'one and two\n');
    const resolved = await workspace.prepareMerge(await next.snapshot('resolved'), 'Two');
    if (resolved.kind !== 'clean') return t.fail(resolved.kind);
    t.deepEqual(await workspace.unresolved(resolved.onto, resolved.commit), []);
    return t.true(await workspace.advance(resolved.onto, resolved.commit));
  },
);

const lines = (text: string, end = '\n'): string => ['1', '2', '3', text, '5', '6', '7', ''].join(end);

for (const [what, base, ours, theirs] of [
  ['lines that end with CRLF', { a: lines('4', '\r\n') }, { a: lines('one', '\r\n') }, { a: lines('two', '\r\n') }],
  ['a renamed file', { a: lines('4') }, { a: lines('one') }, { b: lines('two') }],
] as const) {
  test.serial(`workspace: the marks of a conflict are known in ${what}`, async (t) => {
    const { workspace } = await openWorkspaces(t);
    await merge(workspace, await work(workspace, 'start.1', base), 'Start');
    const [one, two] = [await work(workspace, 'a.1', ours), await work(workspace, 'b.1', theirs)];
    if ('b' in theirs) await rm(join(two.path, 'a'));
    const head = await merge(workspace, one, 'One');
    const conflict = await workspace.prepareMerge(await two.snapshot('two'), 'Two');
    if (conflict.kind !== 'conflict') return t.fail(conflict.kind);
    return t.deepEqual(await workspace.unresolved(head, conflict.commit), ['b' in theirs ? 'b' : 'a']);
  });
}

test.serial('workspace: main moves only from where it was, and says what it contains', async (t) => {
  const { workspace } = await openWorkspaces(t);
  const base = await workspace.head();
  const first = await merge(workspace, await work(workspace, 'a.1', { a: '1' }), 'One');
  const late = await workspace.prepareMerge(await (await work(workspace, 'b.1', { b: '1' })).snapshot('b'), 'Two');
  t.is(late.kind, 'clean');
  t.false(await workspace.advance(base, late.kind === 'clean' ? late.commit : ''));
  t.is(await workspace.head(), first);
  t.true(await workspace.contains(first));
  t.true(await workspace.contains(base));
  t.false(await workspace.contains('f'.repeat(40)));
  await t.throwsAsync(workspace.advance(first, 'f'.repeat(40)), { instanceOf: MaiosError });
});

test.serial('workspace: the same label is the same folder, also for another process', async (t) => {
  const { root, workspace } = await openWorkspaces(t);
  const worktree = await work(workspace, 'a.1', { 'a.txt': 'unsaved' });
  const other = await createGitWorkspaces(root).open('project');
  const again = await other.checkout('a.1', { base: await other.head() });
  t.is(again.path, worktree.path);
  t.deepEqual(await again.changedFiles(10), ['a.txt']);
});

test.serial(
  'workspace: a new epoch starts from a copy of the old folder, links and all, and the old one stays',
  async (t) => {
    const { workspace } = await openWorkspaces(t);
    const old = await work(workspace, 'a.1', { 'a.txt': 'one\n' });
    await old.snapshot('checkpoint');
    await write(old.path, { 'b.txt': 'not saved\n', 'bin/run.sh': '#!/bin/sh\n' });
    await symlink('/etc', join(old.path, 'link'));
    execFileSync('mkfifo', [join(old.path, 'pipe')]);
    await writeFile(join(old.path, 'closed.txt'), 'x', { mode: 0o000 });
    const resumed = await workspace.checkout('a.2', { base: await workspace.head(), resumeFrom: 'a.1' });
    t.not(resumed.path, old.path);
    t.deepEqual((await readdir(resumed.path)).toSorted(), ['a.txt', 'b.txt', 'bin', 'closed.txt', 'link', 'pipe']);
    t.is(await readlink(join(resumed.path, 'link')), '/etc');
    await write(old.path, { 'a.txt': 'zombie\n' });
    t.is(await readFile(join(resumed.path, 'a.txt'), 'utf8'), 'one\n');
    t.deepEqual(await resumed.changedFiles(10), ['a.txt', 'b.txt', 'bin/run.sh', 'closed.txt', 'link']);
  },
);

test.serial('workspace: a new epoch starts from the base where the old folder is gone', async (t) => {
  const { workspace } = await openWorkspaces(t);
  await merge(workspace, await work(workspace, 'a.1', { 'a.txt': 'one\n' }), 'One');
  const resumed = await workspace.checkout('b.2', { base: await workspace.head(), resumeFrom: 'b.1' });
  t.deepEqual(await readdir(resumed.path), ['a.txt']);
});

test.serial('workspace: work goes on from what another run left behind', async (t) => {
  const { workspace } = await openWorkspaces(t);
  const failed = await (await work(workspace, 'a.1', { 'a.txt': 'half\n' })).snapshot('half');
  const next = await workspace.checkout('b.1', { base: failed });
  t.is(await readFile(join(next.path, 'a.txt'), 'utf8'), 'half\n');
  t.deepEqual(await next.changedFiles(10), []);
  await write(next.path, { 'a.txt': 'whole\n' });
  const commit = await merge(workspace, next, 'Whole');
  t.regex(await workspace.diffOf(commit, 10_000), /new file[^]*\+whole/);
});

test.serial('workspace: a removed worktree leaves its commits', async (t) => {
  const { root, workspace } = await openWorkspaces(t);
  const worktree = await work(workspace, 'a.1', { 'closed/a.txt': 'one\n' });
  const commit = await worktree.snapshot('work');
  execFileSync('chmod', ['000', join(worktree.path, 'closed')]);
  await worktree.remove();
  t.deepEqual(await readdir(join(root, 'project/runs')), []);
  t.deepEqual(await readdir(join(root, 'project/indexes')), []);
  t.is((await workspace.prepareMerge(commit, 'Later')).kind, 'clean');
});

test.serial('workspace: a run sees its own history', async (t) => {
  const { workspace } = await openWorkspaces(t);
  const { git, path } = await work(workspace, 'a.1', { 'a.txt': 'one\n' });
  t.is((await git.status()).trim(), 'A\ta.txt');
  t.regex(await git.diff(), /\+one/);
  t.is(await git.diff('other.txt'), '');
  const commit = await git.commit('Add a');
  t.regex(await git.log(1), new RegExp(`^${commit.slice(0, 7)}.* Add a\n$`));
  t.regex(await git.show('HEAD'), /Add a[^]*\+one/);
  t.regex(await git.show('HEAD~1'), /Start/);
  t.regex(await git.show(`${commit}:a.txt`), /^one$/m);
  await write(path, { big: `${'x'.repeat(99)}\n`.repeat(2000) });
  t.regex(await git.diff(), /cut after 15000 bytes; diff and show take a path$/);
  await t.throwsAsync(git.show('--output=stolen'), { code: 'WORKSPACE_GIT' });
});

for (const name of ['../up', 'a/b', '', '.hidden', 'a..b', 'x.lock', '-rf', 'a b']) {
  test.serial(`workspace: ${JSON.stringify(name)} names neither a project nor a run`, async (t) => {
    const { workspace, workspaces } = await openWorkspaces(t);
    await t.throwsAsync(async () => workspaces.open(name), { code: 'USAGE' });
    await t.throwsAsync(workspace.checkout(name, { base: await workspace.head() }), { code: 'USAGE' });
  });
}

for (const [text, ok] of [
  ['git version 2.38.0', true],
  ['git version 2.39.5 (Apple Git-154)', true],
  ['git version 3.0.0.windows.1', true],
  ['git version 2.37.9', false],
  ['git version 1.99', false],
  ['something else', false],
] as const) {
  test(`git version: ${text} is ${ok ? 'new enough' : 'refused'}`, (t) => {
    const check = (): void => assertNewEnough(text);
    if (ok) t.notThrows(check);
    else t.throws(check, { code: 'WORKSPACE_GIT' });
  });
}
