import test from 'ava';
import { AgentEntity } from '../../controller/store/entities/agent.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { TaskEntity } from '../../controller/store/entities/task.ts';
import { claimSlot } from '../../controller/store/operations/agents/claim-slot.ts';
import { addEntry } from '../../controller/store/operations/memory/add-entry.ts';
import { readWholeProject } from '../../controller/store/operations/projects/read-whole-project.ts';
import { addProject, addRun, addTask, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('read whole project: brings the very rows that are read one by one', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope, { tokensLimit: 2 ** 40, deadlineAt: new Date(1_764_000_000_123) });
  const taskId = await addTask(store, scope, projectId, { name: 'first' });
  await addRun(store, scope, projectId, { taskId, leaseExpiresAt: new Date(1), startedAt: new Date(0) });
  await addRun(store, scope, projectId);
  await store.transaction(async (tx) => {
    await claimSlot(tx, scope, 5, { agent: 'ada', capacity: 2 });
    await addEntry(tx, scope, 1, { kind: 'note', text: 'quick', projectId });
    await addEntry(tx, scope, 2, { kind: 'lesson', text: 'slow', projectId });
  });
  await store.transaction(async (tx) => {
    const whole = await readWholeProject(tx, scope, projectId);
    t.deepEqual(whole?.project, (await tx.findOneBy(ProjectEntity, { id: projectId })) ?? undefined);
    t.deepEqual(whole?.tasks, await tx.findBy(TaskEntity, { projectId }));
    t.deepEqual(
      whole?.runs,
      await tx.find(RunEntity, { where: { projectId }, order: { createdAt: 'ASC', id: 'ASC' } }),
    );
    t.deepEqual(whole?.agents, await tx.find(AgentEntity));
    t.deepEqual(whole?.notes, ['quick']);
    t.deepEqual(whole?.escalations, []);
    t.false(whole?.paused);
  });
});

test('read whole project: another organization has none', async (t) => {
  const store = await openTestStore(t);
  const projectId = await addProject(store, await localScope(store));
  const other = await otherScope(store);
  t.is(await store.transaction((tx) => readWholeProject(tx, other, projectId)), undefined);
});
