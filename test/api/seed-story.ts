import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import { appendEvents } from '../../controller/store/operations/events/append-events.ts';
import { AgentEntity } from '../../controller/store/entities/agent.ts';
import { EscalationEntity } from '../../controller/store/entities/escalation.ts';
import { MemoryEntryEntity } from '../../controller/store/entities/memory-entry.ts';
import { TaskDependencyEntity } from '../../controller/store/entities/task-dependency.ts';
import { insertRow } from '../../controller/store/insert-row.ts';
import { newId } from '../../controller/store/new-id.ts';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { addProject, addRun, addTask } from '../support/rows.ts';

export interface Story {
  readonly projectId: string;
  readonly storeTaskId: string;
  readonly runId: string;
  readonly decisionId: string;
}

const failure = { class: 'verify-failed', message: 'expected exit code 0 of `node --test`, found 1' } as const;

/** A project in the middle of its life: one task done, one reassigned from ben to cleo, one waiting, one question open. */
export async function seedStory(store: Store, scope: Scope): Promise<Story> {
  const projectId = await addProject(store, scope, {
    name: 'notes',
    phase: 'Monitor',
    spec: { request: 'Build a small REST API for notes.' },
    tokensLimit: 400_000,
    tokensSpent: 12_400,
    usdMicroSpent: 20_000,
  });
  const scaffold = await addTask(store, scope, projectId, {
    name: 'scaffold',
    ordinal: 0,
    title: 'Lay the ground',
    phase: 'Complete',
    agent: 'cleo',
    attempts: 1,
    endedAt: new Date(store.clock.now()),
  });
  const storeTaskId = await addTask(store, scope, projectId, {
    name: 'store',
    ordinal: 1,
    title: 'Keep notes in memory',
    phase: 'Monitor',
    agent: 'cleo',
    attempts: 1,
    excluded: [{ agent: 'ben', class: 'verify-failed' }],
    lastFailure: failure,
  });
  const api = await addTask(store, scope, projectId, { name: 'api', ordinal: 2, title: 'Serve the notes' });
  await addDependencies(store, scope, [
    [storeTaskId, scaffold],
    [api, storeTaskId],
  ]);
  await addRun(store, scope, projectId, {
    taskId: storeTaskId,
    agent: 'ben',
    state: 'ended',
    outcome: 'failed',
    failure,
  });
  const runId = await addRun(store, scope, projectId, { taskId: storeTaskId, agent: 'cleo' });
  const decisionId = await addReassignment(store, scope, projectId, storeTaskId);
  await addRecords(store, scope, projectId, api);
  await appendStep(store, scope, {
    runId,
    epoch: 1,
    kind: 'turn',
    body: JSON.stringify({ text: 'I read the tests.' }),
  });
  await appendStep(store, scope, { runId, epoch: 1, kind: 'observation', label: 'read_file', body: '{"ok":true}' });
  return { projectId, storeTaskId, runId, decisionId };
}

async function addDependencies(
  store: Store,
  scope: Scope,
  edges: readonly (readonly [string, string])[],
): Promise<void> {
  const { organizationId } = scope;
  await store.transaction(async (tx) => {
    for (const [taskId, dependsOnId] of edges) {
      await insertRow(tx, TaskDependencyEntity, { taskId, dependsOnId, organizationId });
    }
  });
}

async function addReassignment(store: Store, scope: Scope, projectId: string, taskId: string): Promise<string> {
  const now = store.clock.now();
  const base = { projectId, taskId, subject: 'store', revision: '1234567890abcdef', intents: [] };
  const verdict = { ruleSet: 'maios-phases', digest: 'd'.repeat(64) };
  return store.transaction(async (tx) => {
    await appendDecision(tx, scope, now, {
      ...base,
      stage: 'phase',
      fromPhase: 'Escalate',
      toPhase: 'Reassign',
      facts: { now, phase: 'Escalate', escalation: 'answered', escalationAction: 'reassign', 'task.failure': null },
      verdict: {
        ...verdict,
        stage: 'phase',
        hitPolicy: 'first',
        hits: [{ rule: 'reassign-chosen', type: 'Reassign', params: {} }],
      },
    });
    const { id } = await appendDecision(tx, scope, now, {
      ...base,
      stage: 'scoring',
      fromPhase: 'Delegate',
      toPhase: 'Delegate',
      facts: { now, 'agent.name': 'cleo', 'agent.successBound': 0.2065, 'agent.matchesRole': true },
      verdict: {
        ...verdict,
        ruleSet: 'maios-scoring',
        stage: 'scoring',
        hitPolicy: 'collect-sum',
        score: 50.5,
        hits: [{ rule: 'role-match', type: 'score', params: {}, score: 50 }],
      },
      candidates: [
        { agent: 'ben', excluded: 'failed here before: verify-failed', score: null, hits: [], facts: null },
        {
          agent: 'cleo',
          excluded: null,
          score: 50.5,
          hits: [{ rule: 'role-match', type: 'score', params: {}, score: 50 }],
          facts: {},
        },
        {
          agent: 'dora',
          excluded: null,
          score: -3,
          hits: [{ rule: 'busy', type: 'score', params: {}, score: -3 }],
          facts: {},
        },
      ],
    });
    return id;
  });
}

async function addRecords(store: Store, scope: Scope, projectId: string, taskId: string): Promise<void> {
  const { organizationId } = scope;
  const now = new Date(store.clock.now());
  await store.transaction(async (tx) => {
    await insertRow(tx, EscalationEntity, {
      id: newId(now.getTime()),
      organizationId,
      projectId,
      taskId,
      runId: null,
      version: 1,
      action: 'person',
      state: 'open',
      failure,
      question: 'Which port?',
      options: ['retry', 'fail'],
      answer: null,
      note: null,
      answeredBy: null,
      expiresAt: null,
      onExpiry: null,
      createdAt: now,
      answeredAt: null,
    });
    await insertRow(tx, MemoryEntryEntity, {
      id: newId(now.getTime()),
      organizationId,
      projectId,
      taskId: null,
      runId: null,
      agent: 'ben',
      kind: 'lesson',
      text: 'Run the tests before handing in.',
      promoted: false,
      validUntil: null,
      createdAt: now,
    });
    await insertRow(tx, AgentEntity, {
      organizationId,
      name: 'ben',
      capacity: 1,
      active: 0,
      successes: 3,
      failures: 1,
      durationMs: 8000,
      tokens: 4000,
      usdMicro: 10_000,
      updatedAt: now,
    });
    await appendEvents(tx, scope, projectId, [
      {
        type: 'ProjectCreated',
        data: { name: 'notes', request: 'Build a small REST API for notes.', rehearsal: true },
      },
      { type: 'PhaseChanged', data: { subject: 'project', from: 'Plan', to: 'Delegate', rule: 'planned' } },
    ]);
  });
}
