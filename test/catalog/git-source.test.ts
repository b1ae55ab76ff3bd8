import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { createGitSource } from '../../controller/catalog/sources/git-source.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { eventually } from '../support/eventually.ts';
import { agent, codesOf, namesOf, temporaryFolder, testSource } from './sources.contract.ts';

const searchPath = process.env['PATH'];
const open = (path: string) => createGitSource({ path, clock: systemClock, searchPath });

function git(folder: string, ...args: readonly string[]): string {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'commit.gpgsign=false',
    '-c',
    'init.defaultBranch=main',
  ];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function commit(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const name of await readdir(folder)) if (name !== '.git') await rm(join(folder, name), { recursive: true });
  await write(folder, files);
  git(folder, 'add', '--all', '--force');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'change');
  return git(folder, 'rev-parse', 'HEAD');
}

testSource(test, async (t) => {
  const folder = await temporaryFolder(t);
  git(folder, 'init', '--quiet');
  return { folder, open: () => open(folder), settle: async (files) => void (await commit(folder, files)) };
});

test('git: what is not committed is not declared', async (t) => {
  const folder = await temporaryFolder(t);
  git(folder, 'init', '--quiet');
  const revision = await commit(folder, { 'a.yaml': agent('a') });
  await write(folder, { 'a.yaml': 'kind: [', 'b.yaml': agent('b') });
  git(folder, 'add', '--all');
  await using source = open(folder);
  const snapshot = await source.read();
  t.deepEqual([namesOf(snapshot), codesOf(snapshot), snapshot.revision], [['a'], [], revision]);
  t.is(snapshot.declared[0]?.revision, revision);
});

test('git: only the folder inside the repository counts', async (t) => {
  const folder = await temporaryFolder(t);
  git(folder, 'init', '--quiet');
  await commit(folder, { 'a.yaml': agent('a'), 'specs/b.yaml': agent('b') });
  await using source = open(join(folder, 'specs'));
  const snapshot = await source.read();
  t.deepEqual(namesOf(snapshot), ['b']);
  t.is(snapshot.declared[0]?.locate?.([]).file, join(folder, 'specs', 'b.yaml'));
});

test('git: a bare repository is read, and a push to it seen', async (t) => {
  const folder = await temporaryFolder(t);
  const bare = await temporaryFolder(t);
  git(folder, 'init', '--quiet');
  git(bare, 'init', '--quiet', '--bare');
  await commit(folder, { 'a.yaml': agent('a') });
  git(folder, 'push', '--quiet', bare, 'HEAD:main');
  await using source = open(bare);
  let latest = await source.read();
  t.deepEqual(namesOf(latest), ['a']);
  await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
  await commit(folder, { 'b.yaml': agent('b') });
  git(folder, 'push', '--quiet', bare, 'HEAD:main');
  await eventually(() => assert.deepEqual(namesOf(latest), ['b']), { timeoutMs: 10_000 });
});

test('git: another branch, packed refs and a linked work tree are seen', async (t) => {
  const folder = await temporaryFolder(t);
  const linked = join(await temporaryFolder(t), 'linked');
  git(folder, 'init', '--quiet');
  await commit(folder, { 'a.yaml': agent('a') });
  git(folder, 'worktree', 'add', '--quiet', '-b', 'other', linked);
  await using source = open(linked);
  let latest = await source.read();
  await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
  await write(linked, { 'b.yaml': agent('b') });
  git(linked, 'add', 'b.yaml');
  git(linked, 'commit', '--quiet', '--allow-empty', '--message', 'b');
  git(folder, 'pack-refs', '--all');
  await eventually(() => assert.ok(namesOf(latest).includes('b')), { timeoutMs: 10_000 });
  t.deepEqual(codesOf(latest), []);
});

test('git: a repository before its first commit is a problem until there is one', async (t) => {
  const folder = await temporaryFolder(t);
  git(folder, 'init', '--quiet');
  await using source = open(folder);
  let latest = await source.read();
  t.deepEqual(codesOf(latest), ['SOURCE_UNAVAILABLE']);
  await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
  await commit(folder, { 'a.yaml': agent('a') });
  await eventually(() => assert.deepEqual([namesOf(latest), codesOf(latest)], [['a'], []]), { timeoutMs: 10_000 });
});

test('git: a folder that is no repository, and a machine without git, say so', async (t) => {
  const folder = await temporaryFolder(t);
  await using plain = open(folder);
  const [problem] = (await plain.read()).problems;
  t.is(problem?.code, 'WORKSPACE_GIT');
  t.regex(problem?.message ?? '', /not a git repository/);
  t.regex(problem?.fix ?? '', /git checkout/);
  await using without = createGitSource({ path: folder, clock: systemClock, searchPath: folder });
  const [other] = (await without.read()).problems;
  t.regex(other?.message ?? '', /expected git to start, found: .*ENOENT/);
});

test('git: a single file is no source, and it says what to name', async (t) => {
  const folder = await temporaryFolder(t);
  git(folder, 'init', '--quiet');
  await commit(folder, { 'a.yaml': agent('a') });
  await using source = open(join(folder, 'a.yaml'));
  const [problem] = (await source.read()).problems;
  t.is(problem?.code, 'SOURCE_UNAVAILABLE');
  t.is(problem?.message, 'expected a folder that can be read, found a file');
});

test('git: links and programs that the repository configures are left alone', async (t) => {
  const folder = await temporaryFolder(t);
  const proof = join(folder, 'proof');
  git(folder, 'init', '--quiet');
  await commit(folder, { 'a.yaml': agent('a') });
  await symlink('/etc/hosts', join(folder, 'hosts.yaml'));
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'link');
  await writeFile(join(folder, 'trap'), `#!/bin/sh\ntouch ${proof}\n`);
  await chmod(join(folder, 'trap'), 0o755);
  for (const key of [
    'core.fsmonitor',
    'core.sshCommand',
    'core.pager',
    'filter.x.smudge',
    'diff.external',
    'core.alternateRefsCommand',
  ]) {
    git(folder, 'config', key, join(folder, 'trap'));
  }
  await rm(proof, { force: true });
  await using source = open(folder);
  const snapshot = await source.read();
  t.deepEqual([namesOf(snapshot), codesOf(snapshot)], [['a'], []]);
  t.false(existsSync(proof));
});
