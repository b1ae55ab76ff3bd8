import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createFilesSource } from '../../controller/catalog/sources/files-source.ts';
import type { SpecFile } from '../../controller/catalog/sources/spec-file.ts';
import { createLastGood } from '../../controller/catalog/sources/last-good.ts';
import { createVirtualClock, systemClock } from '../../controller/clock/clock.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
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
  const clock = createVirtualClock(Date.now());
  const writeNow = async (text: string): Promise<void> => {
    await appendFile(join(folder, 'all.yaml'), text);
    await utimes(join(folder, 'all.yaml'), new Date(clock.now()), new Date(clock.now()));
  };
  await using source = createFilesSource({ path: folder, clock });
  let latest = await source.read();
  await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
  await truncate(join(folder, 'all.yaml'));
  await writeNow('');
  t.deepEqual(namesOf(await source.read()), ['a', 'b']);
  await writeNow(agent('a', 'Rest.'));
  const half = await source.read();
  t.deepEqual([namesOf(half), codesOf(half)], [['a', 'b'], []]);
  // At rest, the file means what it says.
  clock.advance(2000);
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

test('files: a folder that cannot be listed takes nothing away, nor does it hide the others', async (t) => {
  const folder = await folderWith(t, { 'a.yaml': agent('a'), 'closed/b.yaml': agent('b') });
  const closed = join(folder, 'closed');
  await using source = open(folder);
  await source.read();
  await chmod(closed, 0);
  t.teardown(async () => chmod(closed, 0o700));
  const snapshot = await source.read();
  // To the superuser nothing is closed.
  const isSuperuser = process.getuid?.() === 0;
  t.deepEqual([namesOf(snapshot), codesOf(snapshot)], [['a', 'b'], isSuperuser ? [] : ['SPEC_UNREADABLE']]);
});

test('last good: what lay in a folder that cannot be listed stays', async (t) => {
  const lastGood = createLastGood('files:s');
  const file = (path: string, name: string) => ({ path, content: Buffer.from(agent(name)), isComplete: true });
  await lastGood.read('1', [file('s/a.yaml', 'a'), file('s/in/b.yaml', 'b'), file('s/inner/c.yaml', 'c')]);
  const closed = { path: 's/in', content: new MaiosError('SPEC_UNREADABLE', 'closed'), isComplete: false };
  const snapshot = await lastGood.read('2', [file('s/a.yaml', 'a'), closed]);
  t.deepEqual([namesOf(snapshot), codesOf(snapshot)], [['a', 'b'], ['SPEC_UNREADABLE']]);
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

test('last good: a denial whose when is not sound is in force until a sound form of it is known', async (t) => {
  const source = createLastGood('files:test');
  const file = (content: string): SpecFile => ({ path: 'p.yaml', content: Buffer.from(content), isComplete: true });
  const of = (effect: string, operator: string): SpecFile =>
    file(`apiVersion: maios.dev/v1alpha1
kind: SkillPermission
metadata: { name: p }
spec:
  subjects: { all: true }
  skills: [write_file]
  effect: ${effect}
  when: { fact: call.skill, operator: ${operator}, value: x }
`);
  const named = async (revision: string, specs: SpecFile) => {
    const { declared, problems } = await source.read(revision, [specs]);
    return [declared.map(({ revision: from, isSound }) => [from, isSound]), problems.length];
  };
  t.deepEqual(await named('1', of('deny', 'startsWith')), [[['1', false]], 1]);
  t.deepEqual(await named('2', of('deny', 'equal')), [[['2', true]], 0]);
  t.deepEqual(await named('3', of('deny', 'startsWith')), [[['2', true]], 1]);
  t.deepEqual(await named('4', file('')), [[], 0]);
  t.deepEqual(await named('5', of('ask', 'startsWith')), [[['5', false]], 1]);
  t.deepEqual(await named('6', of('deny', 'equals')), [[['6', false]], 1], 'the newest of those that are not sound');
  t.deepEqual(await named('6', file('{')), [[['6', false]], 1], 'nor does it vanish where nothing can be read');
  t.deepEqual(await named('7', file('')), [[], 0]);
  t.deepEqual(await named('8', of('allow', 'startsWith')), [[], 1], 'what it would have allowed is denied anyway');
});
