import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext, TestFn } from 'ava';
import type { SourceSnapshot } from '../../controller/catalog/source-snapshot.ts';
import type { SpecSource } from '../../controller/catalog/sources/spec-source.ts';
import { eventually } from '../support/eventually.ts';

/** How the suite changes what a source reads: a change is only seen once it is settled. */
export interface Ground {
  readonly folder: string;
  /** Sets the files of the folder, and nothing else is left in it. */
  settle(files: Readonly<Record<string, string>>): Promise<void>;
  open(): SpecSource;
}

export const agent = (name: string, instructions = 'Work.') =>
  `apiVersion: maios.dev/v1alpha1\nkind: Agent\nmetadata:\n  name: ${name}\nspec:\n  role: developer\n  instructions: ${instructions}\n`;

export const namesOf = ({ declared }: SourceSnapshot): readonly string[] =>
  declared.map(({ resource }) => resource.metadata.name).toSorted();
export const codesOf = ({ problems }: SourceSnapshot): readonly string[] => problems.map(({ code }) => code);

export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-catalog-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What every source of specs must do. */
export function testSource(test: TestFn, layGround: (t: ExecutionContext) => Promise<Ground>): void {
  test('source: reads every spec file of the folder and those below', async (t) => {
    const ground = await layGround(t);
    await ground.settle({
      'a.yaml': agent('a'),
      'b/c/b.yml': agent('b'),
      'c.json': JSON.stringify({
        apiVersion: 'maios.dev/v1alpha1',
        kind: 'Agent',
        metadata: { name: 'c' },
        spec: { role: 'x', instructions: 'y' },
      }),
      'notes.txt': agent('text'),
      '.hidden/d.yaml': agent('hidden'),
      'node_modules/e.yaml': agent('installed'),
    });
    await using source = ground.open();
    const snapshot = await source.read();
    t.deepEqual(snapshot.problems, []);
    t.deepEqual(namesOf(snapshot), ['a', 'b', 'c']);
    t.is(snapshot.source, source.name);
    t.true(snapshot.declared.every((item) => item.source === source.name && item.revision === snapshot.revision));
    t.is(
      snapshot.declared.find(({ resource }) => resource.metadata.name === 'b')?.locate?.(['spec']).file,
      join(ground.folder, 'b/c/b.yml'),
    );
  });

  test('source: the same set has the same revision, another one has another', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a') });
    await using source = ground.open();
    const first = await source.read();
    t.is((await source.read()).revision, first.revision);
    await ground.settle({ 'a.yaml': agent('a', 'Rest.') });
    t.not((await source.read()).revision, first.revision);
  });

  test('source: a bad file keeps what it declared when it was good', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a'), 'b.yaml': `${agent('b')}---\n${agent('c')}` });
    await using source = ground.open();
    const good = await source.read();
    await ground.settle({
      'a.yaml': agent('a', 'Rest.'),
      'b.yaml': `${agent('b', 'Sing.')}---\nkind: Agent\nmetadata: {name: c}\n`,
    });
    const bad = await source.read();
    t.deepEqual(namesOf(bad), ['a', 'b', 'c']);
    t.true(codesOf(bad).includes('SPEC_INVALID'));
    const find = (snapshot: SourceSnapshot, name: string) =>
      snapshot.declared.find(({ resource }) => resource.metadata.name === name);
    t.is(find(bad, 'c')?.revision, good.revision);
    t.is(find(bad, 'b')?.revision, bad.revision);
    t.not(find(bad, 'b')?.digest, find(good, 'b')?.digest);
  });

  test('source: a mended file says what it says', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a'), 'b.yaml': agent('b') });
    await using source = ground.open();
    await source.read();
    await ground.settle({ 'a.yaml': agent('a'), 'b.yaml': 'kind: [' });
    t.deepEqual(namesOf(await source.read()), ['a', 'b']);
    await ground.settle({ 'a.yaml': agent('a'), 'b.yaml': agent('new') });
    const mended = await source.read();
    t.deepEqual([namesOf(mended), codesOf(mended)], [['a', 'new'], []]);
  });

  test('source: a deleted file deletes what it declared', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a'), 'b.yaml': agent('b') });
    await using source = ground.open();
    await source.read();
    await ground.settle({ 'a.yaml': agent('a') });
    t.deepEqual(namesOf(await source.read()), ['a']);
  });

  test('source: no file at all deletes nothing', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a') });
    await using source = ground.open();
    await source.read();
    await ground.settle({ 'readme.txt': 'gone' });
    const empty = await source.read();
    t.deepEqual([namesOf(empty), codesOf(empty)], [['a'], ['SOURCE_UNAVAILABLE']]);
    await ground.settle({ 'b.yaml': agent('b') });
    const back = await source.read();
    t.deepEqual([namesOf(back), codesOf(back)], [['b'], []]);
  });

  test('source: a folder that is not there is a problem and nothing more', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a') });
    await using source = ground.open();
    await source.read();
    await rm(ground.folder, { recursive: true });
    const gone = await source.read();
    t.deepEqual([namesOf(gone), codesOf(gone)], [['a'], ['SOURCE_UNAVAILABLE']]);
  });

  test('source: a name that is declared twice belongs to the first file', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('same', 'First.'), 'b.yaml': agent('same', 'Second.') });
    await using source = ground.open();
    const snapshot = await source.read();
    t.is(snapshot.declared[0]?.locate?.([]).file, join(ground.folder, 'a.yaml'));
    t.regex(snapshot.problems[0]?.message ?? '', /Agent\/same: expected one declaration, found another at .*a\.yaml:1/);
    t.is(snapshot.problems[0]?.place?.file, join(ground.folder, 'b.yaml'));
  });

  test('source: a resource may move to another file, even out of a bad one', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a'), 'b.yaml': agent('b') });
    await using source = ground.open();
    await source.read();
    await ground.settle({ 'a.yaml': 'kind: [', 'b.yaml': `${agent('b')}---\n${agent('a', 'Moved.')}` });
    const moved = await source.read();
    t.deepEqual(
      moved.declared.map(({ resource, revision }) => [resource.metadata.name, revision === moved.revision]),
      [
        ['b', true],
        ['a', true],
      ],
    );
  });

  test('source: a huge file and one that is no text are refused, and the others read', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a'), 'huge.yaml': '#\n'.repeat(600_000), 'nul.yaml': 'a: \0\n' });
    await using source = ground.open();
    const snapshot = await source.read();
    t.deepEqual([namesOf(snapshot), codesOf(snapshot)], [['a'], ['SPEC_UNREADABLE', 'SPEC_UNREADABLE']]);
  });

  test('source: rings after a change, and reading then shows it', async (t) => {
    const ground = await layGround(t);
    await ground.settle({ 'a.yaml': agent('a') });
    await using source = ground.open();
    let latest = await source.read();
    await source.start(() => void source.read().then((snapshot) => (latest = snapshot)));
    await ground.settle({ 'a.yaml': agent('a'), 'b.yaml': agent('b') });
    await eventually(() => assert.deepEqual(namesOf(latest), ['a', 'b']), { timeoutMs: 10_000 });
    await ground.settle({ 'b.yaml': agent('b') });
    await eventually(() => assert.deepEqual(namesOf(latest), ['b']), { timeoutMs: 10_000 });
    t.deepEqual(codesOf(latest), []);
  });

  test('source: reads asked for at the same time give the same', async (t) => {
    const ground = await layGround(t);
    await ground.settle(
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}.yaml`, agent(`a-${index}`)])),
    );
    await using source = ground.open();
    const snapshots = await Promise.all([source.read(), source.read(), source.read()]);
    t.deepEqual(
      snapshots.map(({ declared }) => declared.length),
      [30, 30, 30],
    );
  });
}
