import test from 'ava';
import { addEntry } from '../../controller/store/operations/memory/add-entry.ts';
import { listEntries } from '../../controller/store/operations/memory/list-entries.ts';
import { nearest } from '../../controller/store/operations/memory/nearest.ts';
import { ownersWithoutEmbedding } from '../../controller/store/operations/memory/owners-without-embedding.ts';
import { promoteEntries } from '../../controller/store/operations/memory/promote.ts';
import { saveEmbedding } from '../../controller/store/operations/memory/save-embedding.ts';
import type { Scope } from '../../controller/store/scope.ts';
import { addProject, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const model = 'test-model';

test('memory: finds the nearest by cosine, of the own project and of what was promoted', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const [one, two] = [await addProject(store, scope), await addProject(store, scope)];
  await learn(scope, one, 'east', 0);
  await learn(scope, one, 'north-east', 45);
  await learn(scope, two, 'north', 90);
  const ask = (actor: Scope, projectId?: string, other = model) =>
    store.transaction((tx) =>
      nearest(tx, actor, {
        of: 'entries',
        model: other,
        vector: direction(10),
        limit: 5,
        now: 0,
        ...(projectId === undefined ? {} : { projectId }),
      }),
    );
  const texts = async (...args: Parameters<typeof ask>) => (await ask(...args)).map(({ text }) => text);

  t.deepEqual(await texts(scope, one), ['east', 'north-east']);
  t.deepEqual(await texts(scope), [], 'nothing is promoted yet');
  t.is(await store.transaction((tx) => promoteEntries(tx, scope, two)), 1);
  t.deepEqual(await texts(scope, one), ['east', 'north-east', 'north']);
  t.deepEqual(await texts(scope), ['north']);
  t.deepEqual(await texts(scope, one, 'another-model'), []);
  t.deepEqual(await texts(await otherScope(store), one), []);
  const [best] = await ask(scope, one);
  t.true(Math.abs((best?.similarity ?? 0) - Math.cos(Math.PI / 18)) < 1e-6);

  async function learn(actor: Scope, projectId: string, text: string, degrees: number): Promise<void> {
    await store.transaction(async (tx) => {
      const ownerId = await addEntry(tx, actor, 0, { kind: 'lesson', text, projectId });
      await saveEmbedding(tx, actor, 0, { ownerKind: 'memory', ownerId, model, vector: direction(degrees) });
    });
  }
});

test('memory: tells which entries still need a vector of a model, oldest first', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const add = (text: string, now: number) =>
    store.transaction((tx) => addEntry(tx, scope, now, { kind: 'lesson', text, projectId }));
  const first = await add('first', 1);
  await add('second', 2);
  const owners = (limit: number) =>
    store.transaction((tx) => ownersWithoutEmbedding(tx, scope, { model, limit, of: 'everything' }));
  t.deepEqual(await owners(1), [{ ownerKind: 'memory', ownerId: first, text: 'first' }]);
  const embedding = { ownerKind: 'memory', ownerId: first, model, vector: direction(0) } as const;
  for (let count = 0; count < 2; count += 1) await store.transaction((tx) => saveEmbedding(tx, scope, 0, embedding));
  t.like(await owners(10), [{ text: 'second' }]);
  t.like(await store.transaction((tx) => listEntries(tx, scope, { projectId, limit: 10 })), [
    { text: 'second' },
    { text: 'first' },
  ]);
});

function direction(degrees: number): Float32Array {
  const vector = new Float32Array(512);
  vector[0] = Math.cos((degrees * Math.PI) / 180);
  vector[1] = Math.sin((degrees * Math.PI) / 180);
  return vector;
}
