import test from 'ava';
import { otherScope } from '../support/rows.ts';
import { createInProcessEphemeral } from '../../controller/memory/in-process-ephemeral.ts';
import { tellProgress } from '../../controller/memory/run-progress.ts';
import { lastSteps } from '../../controller/store/operations/steps/last-steps.ts';
import type { RunView } from '../../controller/store/operations/views/run-view.ts';
import { seedStory } from './seed-story.ts';
import { serveTestApi } from './serve-test-api.ts';
import { projectDetail } from '../../controller/store/operations/views/project-detail.ts';
import { listProjects } from '../../controller/store/operations/views/list-projects.ts';
import { why } from '../../controller/store/operations/views/why.ts';
import { taskLogs } from '../../controller/store/operations/views/task-logs.ts';

test('views: a project shows its graph, its spend, who works, its question and its lessons', async (t) => {
  const api = await serveTestApi(t);
  const { projectId } = await seedStory(api.store, api.scope);
  const { status, body } = await api.send({ path: '/api/projects/notes' });
  t.is(status, 200);
  t.like(body, {
    id: projectId,
    phase: 'Delegate',
    ownPhase: 'Monitor',
    rehearsal: true,
    spend: { tokens: 12_400, tokensLimit: 400_000, usd: 0.02, usdLimit: null },
    tasks: [
      { name: 'scaffold', phase: 'Complete', waitsFor: null },
      { name: 'store', dependsOn: ['scaffold'], agent: 'cleo', activeRun: { agent: 'cleo', steps: 2 }, waitsFor: null },
      { name: 'api', dependsOn: ['store'], waitsFor: 'a person' },
    ],
    escalations: [{ subject: 'api', question: 'Which port?', options: ['retry', 'fail'] }],
    lessons: [{ agent: 'ben', text: 'Run the tests before handing in.' }],
    lastSeq: 4,
  });
  t.like(body['decisions'], [{ ref: 'notes#2' }, { ref: 'notes#1', toPhase: 'Reassign' }]);
});

test('views: a run that is under way says what it does, or what its last step tells', async (t) => {
  const ephemeral = createInProcessEphemeral();
  const api = await serveTestApi(t, { ephemeral });
  const { runId } = await seedStory(api.store, api.scope);
  const shown = async (): Promise<unknown> => {
    const { body } = await api.send({ path: '/api/projects/notes' });
    const tasks = body['tasks'] as readonly { readonly name: string; readonly activeRun: RunView | null }[];
    return tasks.find(({ name }) => name === 'store')?.activeRun?.progress;
  };
  const steps = await api.store.transaction(async (tx) => lastSteps(tx, api.scope, [runId]));
  t.like(await shown(), { turn: steps[0]?.turns, since: steps[0]?.at.toISOString() });
  tellProgress(ephemeral, runId, { turn: 4, doing: 'execute_code', since: 0 });
  t.deepEqual(await shown(), { turn: 4, doing: 'execute_code', since: '1970-01-01T00:00:00.000Z' });
});

test('views: a list of projects counts tasks and says who is awaited', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  const { body } = await api.send({ path: '/api/projects' });
  t.like(body['items'], [{ name: 'notes', awaitsPerson: true, tasks: { total: 3, complete: 1, failed: 0 } }]);
});

test('views: agents are the declared ones, with their evidence', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  const { body } = await api.send({ path: '/api/agents' });
  t.like(body['items'], [{ name: 'ben', capacity: 2, successes: 3, failures: 1, meanDurationMs: 2000, usd: 0.01 }]);
});

test('views: tasks are listed for one project, or for the newest together', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  const names = ({ body }: { readonly body: Readonly<Record<string, unknown>> }) =>
    (body['items'] as readonly { readonly name: string }[]).map((task) => task.name);
  t.deepEqual(names(await api.send({ path: '/api/tasks' })), ['scaffold', 'store', 'api']);
  t.deepEqual(names(await api.send({ path: '/api/tasks?project=notes' })), ['scaffold', 'store', 'api']);
  t.is((await api.send({ path: '/api/tasks?project=nothing' })).status, 404);
});

test('views: logs come with bodies, and from the cursor on only what is newer', async (t) => {
  const api = await serveTestApi(t);
  const { storeTaskId, runId } = await seedStory(api.store, api.scope);
  const first = await api.send({ path: '/api/tasks/notes%2Fstore/logs' });
  t.like(first.body, { task: 'store', more: false, cursor: `${runId}.2` });
  t.like(first.body['runs'], [
    { agent: 'ben', newSteps: [] },
    { newSteps: [{ n: 1, kind: 'turn', bytes: 28 }, { label: 'read_file' }] },
  ]);
  const next = await api.send({ path: `/api/tasks/${storeTaskId}/logs?after=${String(first.body['cursor'])}` });
  t.like(next.body, { runs: [{ id: runId, newSteps: [] }], cursor: `${runId}.2` });
});

test('views: why a project is as it is starts with its reassignment and the scores', async (t) => {
  const api = await serveTestApi(t);
  const { decisionId } = await seedStory(api.store, api.scope);
  const { body } = await api.send({ path: '/api/why/notes' });
  t.like(body, { about: 'project', decisionsInAll: 2 });
  t.like(body['attempts'], [
    { subject: 'store', agent: 'ben', outcome: 'failed', failure: { class: 'verify-failed' } },
  ]);
  t.like(body['decisions'], [
    { toPhase: 'Reassign' },
    { candidates: [{ agent: 'ben' }, { agent: 'cleo', score: 50.5 }, { agent: 'dora' }] },
  ]);
  for (const path of [`/api/why/${decisionId}`, '/api/why/notes%232', `/api/decisions/${decisionId}`]) {
    t.is((await api.send({ path })).status, 200, path);
  }
  t.like((await api.send({ path: '/api/why/notes%2Fstore' })).body, { about: 'task', task: 'store' });
});

test('views: another organization sees nothing', async (t) => {
  const { store, scope } = await serveTestApi(t);
  const { decisionId, storeTaskId } = await seedStory(store, scope);
  const other = await otherScope(store);
  await store.transaction(async (tx) => {
    t.deepEqual(await listProjects(tx, other, { limit: 10 }), []);
    t.is(await projectDetail(tx, other, 'notes'), undefined);
    for (const id of ['notes', 'notes/store', 'notes#1', decisionId, storeTaskId]) {
      t.is(await why(tx, other, id), undefined, id);
    }
    t.is(await taskLogs(tx, other, storeTaskId), undefined);
  });
});

const slips: readonly (readonly [path: string, says: RegExp])[] = [
  ['/api/projects/note', /there is no project "note"; did you mean notes\?$/],
  ['/api/projects/Notes', /did you mean notes\?$/],
  ['/api/projects/other', /there is no project "other"$/],
  ['/api/tasks/notes%2Fstor/logs', /there is no task "notes\/stor"; did you mean notes\/store\?$/],
  ['/api/tasks/store/logs', /there is no task "store"; did you mean notes\/store\?$/],
  ['/api/tasks?project=nots', /did you mean notes\?$/],
  ['/api/why/notes%2Fscafold', /did you mean notes\/scaffold\?$/],
  ['/api/why-not/nots', /did you mean notes\?$/],
  ['/api/decisions/notes%2399', /there is no decision "notes#99"/],
];

test('views: what is not there is refused with what is called nearly so', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  for (const [path, says] of slips) {
    const { status, body } = await api.send({ path });
    t.is(status, 404, path);
    t.regex(String(body['detail']), says, path);
  }
});
