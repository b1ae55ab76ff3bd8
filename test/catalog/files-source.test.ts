import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createFilesSource } from '../../controller/catalog/sources/files-source.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { eventually } from '../support/eventually.ts';
import { agent, codesOf, namesOf, temporaryFolder, testSource } from './sources.contract.ts';

const open = (path: string) => createFilesSource({ path, clock: systemClock });

testSource(test, async (t) => {
  const folder = await temporaryFolder(t);
  return { folder, open: () => open(folder), settle: (files) => settle(folder, files) };
});

async function settle(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeOld(join(folder, name), text);
  const present = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of present.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (!Object.keys(files).some((name) => join(folder, name) === path)) await rm(path);
  }
}

// Written a minute ago: nobody is writing it any more.
async function writeOld(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  const then = new Date(Date.now() - 60_000);
  await utimes(path, then, then);
}

async function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(t);
  await settle(folder, files);
  return folder;
}

test('files: a single file is a source, too', async (t) => {
  const folder = await folderWith(t, { 'a.yaml': agent('a'), 'b.yaml': agent('b') });
  await using source = open(join(folder, 'a.yaml'));
  let latest = await source.read();
  t.deepEqual(namesOf(latest), ['a']);
  await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
  await writeOld(join(folder, 'a.yaml'), agent('c'));
  await eventually(() => assert.deepEqual(namesOf(latest), ['c']), { timeoutMs: 10_000 });
});

test('files: what a slow writer has not written yet is not deleted', async (t) => {
  const folder = await folderWith(t, { 'all.yaml': `${agent('a')}---\n${agent('b')}` });
  await using source = open(folder);
  let latest = await source.read();
  await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
  await writeFile(join(folder, 'all.yaml'), '');
  t.deepEqual(namesOf(await source.read()), ['a', 'b']);
  await appendFile(join(folder, 'all.yaml'), agent('a', 'Rest.'));
  const half = await source.read();
  t.deepEqual([namesOf(half), codesOf(half)], [['a', 'b'], []]);
  // At rest, the file means what it says.
  await eventually(() => assert.deepEqual(namesOf(latest), ['a']), { timeoutMs: 10_000 });
});

test('files: an empty file takes nothing away', async (t) => {
  const folder = await folderWith(t, { 'a.yaml': agent('a'), 'b.yaml': agent('b') });
  await using source = open(folder);
  await source.read();
  await writeOld(join(folder, 'b.yaml'), '');
  const snapshot = await source.read();
  t.deepEqual([namesOf(snapshot), codesOf(snapshot)], [['a', 'b'], ['SPEC_UNREADABLE']]);
});

test('files: a link out of the folder is refused, one inside is followed', async (t) => {
  const outside = await folderWith(t, { 'secret.yaml': agent('secret') });
  const folder = await folderWith(t, { 'data/a.yaml.txt': agent('a') });
  await symlink(join(outside, 'secret.yaml'), join(folder, 'out.yaml'));
  await symlink(outside, join(folder, 'out'));
  await symlink('data/a.yaml.txt', join(folder, 'in.yaml'));
  await using source = open(folder);
  const snapshot = await source.read();
  t.deepEqual([namesOf(snapshot), codesOf(snapshot)], [['a'], ['SPEC_UNREADABLE']]);
});

test('files: a pipe is refused and does not hang', async (t) => {
  const folder = await folderWith(t, { 'a.yaml': agent('a') });
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  await using source = open(folder);
  const snapshot = await source.read();
  t.deepEqual([namesOf(snapshot), codesOf(snapshot)], [['a'], ['SPEC_UNREADABLE']]);
});

test('files: other bytes than UTF-8 are refused', async (t) => {
  const folder = await folderWith(t, { 'a.yaml': agent('a') });
  await writeFile(join(folder, 'latin.yaml'), Buffer.from('kind: \xe4\n', 'latin1'));
  await using source = open(folder);
  t.deepEqual(codesOf(await source.read()), ['SPEC_UNREADABLE']);
});

test('files: a folder that vanished is watched again when it is back', async (t) => {
  const folder = join(await temporaryFolder(t), 'specs');
  await settle(folder, { 'a.yaml': agent('a') });
  await using source = open(folder);
  let latest = await source.read();
  await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
  await rm(folder, { recursive: true });
  await eventually(() => assert.deepEqual(codesOf(latest), ['SOURCE_UNAVAILABLE']), { timeoutMs: 10_000 });
  t.deepEqual(namesOf(latest), ['a']);
  await settle(folder, { 'b.yaml': agent('b') });
  await eventually(() => assert.deepEqual(namesOf(latest), ['b']), { timeoutMs: 10_000 });
  await settle(folder, { 'c.yaml': agent('c') });
  await eventually(() => assert.deepEqual(namesOf(latest), ['c']), { timeoutMs: 10_000 });
});
