import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { Embedder } from '../../controller/memory/embedder.ts';
import { createLocalEmbedder } from '../../controller/memory/local-embedder.ts';
import { createRecall } from '../../controller/memory/recall.ts';
import { rememberInBackground } from '../../controller/memory/remember-in-background.ts';
import { remember } from '../../controller/memory/remember.ts';
import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import { addEntry } from '../../controller/store/operations/memory/add-entry.ts';
import { promoteEntries } from '../../controller/store/operations/memory/promote.ts';
import { createProject } from '../../controller/store/operations/projects/create-project.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { eventually } from '../support/eventually.ts';
import { openTestStore } from '../support/store.ts';

const embedder = createLocalEmbedder();
test.after.always(() => embedder[Symbol.asyncDispose]());

const lessons = [
  'Compare ids as text: the store gives them back as strings, so a strict comparison with a number fails.',
  'Close the server in the test teardown, or the test process never ends.',
  'Write the README last, when the routes are known.',
];

test('recall: the lesson that fits comes first', async (t) => {
  const { store, scope } = await open(t);
  t.is(await remember({ store, embedder }, scope), lessons.length);
  const recall = createRecall({ store, embedder });
  const found = await recall.search(scope, 'the comparison of an id fails because it is a string', 2);
  t.is(found.length, 2);
  t.is(found[0]?.text, lessons[0]);
  t.true((found[0]?.similarity ?? 0) > (found[1]?.similarity ?? 1));
});

test('recall: many decisions that read alike hide no lesson, and each is shown once', async (t) => {
  const { store, scope, projectId } = await open(t);
  const hits = [{ rule: 'ids-compared', type: 'Delegate', params: {} }];
  const verdict = { stage: 'phase', ruleSet: 'maios-phases', digest: 'd', hitPolicy: 'first', hits } as const;
  const decision = {
    projectId,
    stage: 'phase',
    subject: 'comparison of an id',
    facts: {},
    verdict,
    intents: [],
  } as const;
  for (let count = 0; count < 30; count += 1) {
    await store.transaction((tx) => appendDecision(tx, scope, 0, { ...decision, revision: 'r1' }));
  }
  await remember({ store, embedder }, scope);
  const recall = createRecall({ store, embedder });
  const question = 'comparison of an id';
  const found = await recall.search(scope, question, 4, projectId);
  t.deepEqual(found.map(({ kind }) => kind).toSorted(), ['decision', 'lesson', 'lesson', 'lesson']);
  t.is(found[0]?.kind, 'decision', 'the nearest still comes first');
  t.deepEqual(
    (await recall.lessons(scope, question, 3, projectId)).map(({ text }) => text),
    lessons.slice(0, 1),
  );
});

test('remember: what has a vector is not embedded again', async (t) => {
  const { store, scope } = await open(t);
  t.is(await remember({ store, embedder }, scope), lessons.length);
  t.is(await remember({ store, embedder }, scope), 0);
});

test('recall: lessons that are far from the question are left out', async (t) => {
  const { store, scope } = await open(t);
  await remember({ store, embedder }, scope);
  const found = await createRecall({ store, embedder }).lessons(
    scope,
    'a strict comparison of ids with a number fails',
    3,
  );
  t.deepEqual(
    found.map(({ text }) => text),
    lessons.slice(0, 1),
  );
});

test('recall: an organization without memory is answered without loading the embedder', async (t) => {
  const store = await openTestStore(t);
  const scope = await store.transaction((tx) => ensureLocalOrganization(tx, store.clock.now()));
  t.deepEqual(await createRecall({ store, embedder: broken }).lessons(scope, 'anything', 3), []);
});

test('recall: a broken embedder is an honest error, and of lessons it is told once', async (t) => {
  const { store, scope } = await open(t);
  const faults: unknown[] = [];
  const { lessons: lessonsOf } = createRecall({ store, embedder: broken, onFault: (error) => faults.push(error) });
  for (let count = 0; count < 3; count += 1) t.deepEqual(await lessonsOf(scope, 'anything', 3), []);
  t.is(faults.length, 1);
  await t.throwsAsync(createRecall({ store, embedder: broken }).search(scope, 'anything', 3), {
    message: /no vectors/,
  });
});

test('remember in the background: a wake is enough, and a failure is told and made up for', async (t) => {
  const { store, scope } = await open(t);
  const faults: unknown[] = [];
  let works = false;
  const flaky: Embedder = {
    ...broken,
    model: embedder.model,
    embed: (texts) => (works ? embedder : broken).embed(texts),
  };
  const remembering = rememberInBackground({
    store,
    embedder: flaky,
    scope,
    onFault: (error) => faults.push(error),
    quietMs: 1,
  });
  t.teardown(() => remembering[Symbol.asyncDispose]());
  remembering.wake();
  await eventually(() => assert.equal(faults.length, 1));
  works = true;
  remembering.wake();
  const recall = createRecall({ store, embedder });
  await eventually(async () => assert.equal((await recall.search(scope, 'ids', 5)).length, lessons.length));
  t.pass();
});

const project = {
  name: 'demo',
  spec: { request: 'anything' },
  specDigest: 'd',
  source: 'test',
  revision: 'r1',
  taskTimeoutMs: 1_800_000,
  rehearsal: true,
};

const broken: Embedder = {
  model: 'broken',
  dimension: 512,
  embed: async () => {
    throw new MaiosError('EMBEDDER_UNAVAILABLE', 'no vectors today');
  },
  [Symbol.asyncDispose]: async () => undefined,
};

interface Opened {
  readonly store: Store;
  readonly scope: Scope;
  readonly projectId: string;
}

async function open(t: ExecutionContext): Promise<Opened> {
  const store = await openTestStore(t);
  const now = store.clock.now();
  return store.transaction(async (tx) => {
    const scope = await ensureLocalOrganization(tx, now);
    const projectId = await createProject(tx, scope, now, project);
    const from = { projectId, taskId: null, runId: null, agent: null };
    for (const text of lessons) await addEntry(tx, scope, now, { kind: 'lesson', text, ...from });
    await promoteEntries(tx, scope, projectId);
    return { store, scope, projectId };
  });
}
