import test, { type ExecutionContext } from 'ava';
import { changeProject } from '../../controller/store/operations/projects/change-project.ts';
import { pauseOrganization } from '../../controller/store/operations/setup/pause-organization.ts';
import { listProjects } from '../../controller/store/operations/views/list-projects.ts';
import { listTasks } from '../../controller/store/operations/views/list-tasks.ts';
import { projectDetail } from '../../controller/store/operations/views/project-detail.ts';
import { queuedViewOf, type QueuedRun } from '../../controller/store/operations/views/queued-view.ts';
import { addProject, addRun, addTask, localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const alive = { workers: 2, withoutDisk: 0 };

async function stage(t: ExecutionContext) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const queue = async (projectId: string, second: number, purpose: 'work' | 'plan' = 'work') => {
    const taskId = purpose === 'work' ? await addTask(store, scope, projectId, { phase: 'Monitor' }) : null;
    await addRun(store, scope, projectId, { taskId, purpose, state: 'queued', createdAt: new Date(second * 1000) });
  };
  const queued = async (projectId: string, workforce = alive) => {
    const view = await store.transaction(async (tx) => projectDetail(tx, scope, projectId, workforce));
    return [view?.activeRun, ...(view?.tasks ?? []).map((task) => task.activeRun)].flatMap((run) => run?.queued ?? []);
  };
  return { store, scope, queue, queued };
}

test('queued: a run says its place in the line of all projects, as workers take them', async (t) => {
  const { store, scope, queue, queued } = await stage(t);
  const first = await addProject(store, scope);
  const second = await addProject(store, scope);
  const held = await addProject(store, scope, { suspended: true });
  await queue(held, 1);
  await queue(first, 2);
  await queue(second, 3);
  await queue(second, 4, 'plan');
  t.like(await queued(first), [{ position: 2, reason: 'workers-busy', text: 'a free worker (place 2)' }]);
  t.like(await queued(second), [{ position: 1 }, { position: 3 }]);
  t.deepEqual(await queued(held), [{ position: null, reason: 'suspended', text: 'the project to be resumed' }]);
});

test('queued: while everything is paused each task and project says so', async (t) => {
  const { store, scope, queue } = await stage(t);
  const project = await addProject(store, scope);
  await queue(project, 1);
  await addTask(store, scope, project, { phase: 'Delegate' });
  await addProject(store, scope, { endedAt: new Date(0) });
  await store.transaction(async (tx) => pauseOrganization(tx, scope, 0));
  const tasks = await store.transaction(async (tx) => listTasks(tx, scope, { project, projects: 1 }));
  for (const { queued, waitsFor } of tasks ?? []) {
    t.is(queued?.reason, 'paused');
    t.is(waitsFor, 'everything to be resumed: maios resume --all');
  }
  const projects = await store.transaction(async (tx) => listProjects(tx, scope, { limit: 9 }));
  t.deepEqual(
    projects.map(({ paused }) => paused),
    [false, true],
  );
});

test('queued: a project that its spec suspends says so as well', async (t) => {
  const { store, scope, queue, queued } = await stage(t);
  const project = await addProject(store, scope);
  await queue(project, 1);
  await store.transaction(async (tx) => changeProject(tx, scope, project, { spec: { request: 'x', suspend: true } }));
  t.like(await queued(project), [{ reason: 'suspended' }]);
});

const cases: readonly (readonly [Partial<QueuedRun>, string, string])[] = [
  [{ workforce: { workers: 0, withoutDisk: 0 } }, 'no-worker', 'a worker: none is alive (place 4)'],
  [{ workforce: { workers: 2, withoutDisk: 2 } }, 'no-disk', 'free disk on the workers (place 4)'],
  [{ workforce: { workers: 2, withoutDisk: 1 } }, 'workers-busy', 'a free worker (place 4)'],
  [{ workforce: undefined }, 'workers-busy', 'a free worker (place 4)'],
  [{ suspended: true, workforce: { workers: 0, withoutDisk: 0 } }, 'suspended', 'the project to be resumed'],
  [{ paused: true, suspended: true }, 'paused', 'everything to be resumed: maios resume --all'],
];

for (const [change, reason, text] of cases) {
  test(`queued: ${JSON.stringify(change)} waits for ${text}`, (t) => {
    const view = queuedViewOf({ position: 4, paused: false, suspended: false, workforce: alive, ...change });
    t.like(view, { reason, text });
  });
}
