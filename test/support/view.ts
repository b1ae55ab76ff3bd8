import { createCatalog, type Declared } from '../../controller/catalog/catalog.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AgentSpec } from '../../controller/catalog/kinds/agent.ts';
import type { AnyResource } from '../../controller/catalog/kinds/kinds.ts';
import type { ProjectView, TaskView } from '../../controller/orchestrator/observe/project-view.ts';
import type { AgentRow } from '../../controller/store/entities/agent.ts';
import type { EscalationRow } from '../../controller/store/entities/escalation.ts';
import type { ProjectRow } from '../../controller/store/entities/project.ts';
import type { RunRow } from '../../controller/store/entities/run.ts';
import type { TaskRow } from '../../controller/store/entities/task.ts';
import { genesis } from '../../controller/store/operations/decisions/genesis.ts';

/** Builders of what the orchestrator observes: a sound default, and what a test says differs. */
export const viewNow = 1_763_800_000_000;
const at = new Date(viewNow - 60_000);
const organizationId = '00000000-0000-7000-8000-000000000001';
const projectId = '00000000-0000-7000-8000-000000000002';

export function aProject(change: Partial<ProjectRow> = {}): ProjectRow {
  return {
    id: projectId,
    organizationId,
    name: 'demo',
    spec: { request: 'Build it.' },
    specDigest: 'digest',
    source: 'api',
    revision: 'r1',
    version: 1,
    phase: 'Monitor',
    phaseSince: at,
    suspended: false,
    cancelRequested: false,
    planned: true,
    planFailures: 0,
    acceptance: 'pending',
    acceptanceFailures: 0,
    lastFailure: null,
    conditions: [],
    timers: {},
    summary: null,
    tokensLimit: null,
    tokensReserved: 0,
    tokensSpent: 0,
    usdMicroLimit: null,
    usdMicroReserved: 0,
    usdMicroSpent: 0,
    deadlineAt: null,
    taskTimeoutMs: 1_800_000,
    createdAt: at,
    updatedAt: at,
    endedAt: null,
    ...change,
  };
}

export function aTask(
  name: string,
  change: Partial<TaskRow> = {},
  runs: readonly RunRow[] = [],
  dependsOn: readonly TaskRow[] = [],
): TaskView {
  const row: TaskRow = {
    id: `task-${name}`,
    organizationId,
    projectId,
    name,
    ordinal: 0,
    parentId: null,
    title: name,
    instructions: null,
    role: 'developer',
    skills: [],
    reviews: null,
    verify: 'true',
    timeoutMs: 1_800_000,
    phase: 'Delegate',
    phaseSince: at,
    attempts: 0,
    agent: null,
    lastRunId: null,
    lastOutcome: null,
    lastFailure: null,
    excluded: [],
    handedOver: false,
    condensed: false,
    reviewRejections: 0,
    reviewPending: false,
    baseCommit: null,
    resultCommit: null,
    resultSummary: null,
    timers: {},
    createdAt: at,
    updatedAt: at,
    endedAt: null,
    ...change,
  };
  return { row, runs, dependsOn };
}

export function aRun(id: string, change: Partial<RunRow> = {}): RunRow {
  return {
    id,
    organizationId,
    projectId,
    taskId: null,
    purpose: 'work',
    agent: 'ben',
    model: 'm',
    attempt: 1,
    epoch: 1,
    recoveries: 0,
    losses: [],
    state: 'ended',
    leaseOwner: null,
    leaseExpiresAt: null,
    context: { previousFailures: [], predecessors: [], notes: [], condensed: false, approvedCalls: [] },
    outcome: 'failed',
    failure: { class: 'verify-failed', message: 'tests failed' },
    result: null,
    baseCommit: null,
    resultCommit: null,
    stepCount: 0,
    chainHead: null,
    tokensReserved: 0,
    tokensSpent: 0,
    usdMicroReserved: 0,
    usdMicroSpent: 0,
    createdAt: at,
    startedAt: at,
    endedAt: at,
    ...change,
  };
}

export function anEscalation(change: Partial<EscalationRow> = {}): EscalationRow {
  return {
    id: 'escalation-1',
    organizationId,
    projectId,
    taskId: null,
    runId: null,
    version: 1,
    action: 'retry',
    state: 'answered',
    failure: { class: 'verify-failed', message: 'tests failed' },
    question: null,
    options: [],
    answer: 'retry',
    note: null,
    answeredBy: 'rules',
    expiresAt: null,
    onExpiry: null,
    createdAt: at,
    answeredAt: at,
    ...change,
  };
}

export function evidenceOf(name: string, change: Partial<AgentRow> = {}): AgentRow {
  return {
    organizationId,
    name,
    capacity: 1,
    active: 0,
    successes: 0,
    failures: 0,
    durationMs: 0,
    tokens: 0,
    usdMicro: 0,
    updatedAt: at,
    ...change,
  };
}

export function anAgent(name: string, spec: Partial<AgentSpec> = {}, source = 'api'): Declared {
  return declared(
    { apiVersion, kind: 'Agent', metadata: { name }, spec: { role: 'developer', instructions: 'Work.', ...spec } },
    source,
  );
}

export function declared(resource: AnyResource, source = 'api'): Declared {
  return { resource, source, revision: 'r1', digest: `${resource.kind}-${resource.metadata.name}` };
}

export interface ViewParts {
  readonly project?: Partial<ProjectRow>;
  readonly tasks?: readonly TaskView[];
  readonly projectRuns?: readonly RunRow[];
  readonly evidence?: readonly AgentRow[];
  readonly escalations?: readonly EscalationRow[];
  readonly resources?: readonly Declared[];
}

export function aView({
  project,
  tasks = [],
  projectRuns = [],
  evidence = [],
  escalations = [],
  resources = [],
}: ViewParts = {}): ProjectView {
  return {
    project: aProject(project),
    tasks,
    projectRuns,
    evidence: new Map(evidence.map((row) => [row.name, row])),
    escalations,
    notes: [],
    chainEnd: { seq: 0, head: genesis },
    catalog: createCatalog(resources),
    now: viewNow,
  };
}
