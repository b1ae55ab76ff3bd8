import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { executeRun } from '../../controller/agents/worker/execute-run.ts';
import type { RunDependencies } from '../../controller/agents/session/run-dependencies.ts';
import { readStep, type Step } from '../../controller/agents/session/step-body.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { createCatalog, type Declared } from '../../controller/catalog/catalog.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type {
  AgentResource,
  AnyResource,
  ModelResource,
  RuleSetResource,
} from '../../controller/catalog/kinds/kinds.ts';
import type { ModelSpec, ScriptedTurn } from '../../controller/catalog/kinds/model.ts';
import type { PlannedTask, ProjectSpec } from '../../controller/catalog/kinds/project.ts';
import type { Clock } from '../../controller/clock/clock.ts';
import { loadConfig } from '../../controller/config/config.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import type { Ephemeral } from '../../controller/memory/ephemeral.ts';
import { createInProcessEphemeral } from '../../controller/memory/in-process-ephemeral.ts';
import type { Recall } from '../../controller/memory/recall.ts';
import { createModel } from '../../controller/models/create-model.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import type { RuleBundle } from '../../controller/policy/verdict.ts';
import { chooseSandboxDriver } from '../../controller/sandbox/choose-driver.ts';
import { type DecisionRow, DecisionEntity } from '../../controller/store/entities/decision.ts';
import { type ProjectRow, ProjectEntity } from '../../controller/store/entities/project.ts';
import { type OutboxRow, OutboxEntity } from '../../controller/store/entities/outbox.ts';
import { type RunRow, RunEntity } from '../../controller/store/entities/run.ts';
import { type TaskRow, TaskEntity } from '../../controller/store/entities/task.ts';
import { createProject } from '../../controller/store/operations/projects/create-project.ts';
import { insertRun, type NewRunRow } from '../../controller/store/operations/runs/insert-run.ts';
import { requeueRuns } from '../../controller/store/operations/runs/requeue-runs.ts';
import { upsertAgent } from '../../controller/store/operations/agents/upsert-agent.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import { readSteps } from '../../controller/store/operations/steps/read-steps.ts';
import { insertTasks } from '../../controller/store/operations/tasks/insert-tasks.ts';
import type { RunContext } from '../../controller/store/run-contract.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { createGitWorkspaces } from '../../controller/workspace/git-workspaces.ts';
import type { Workspace } from '../../controller/workspace/workspace.ts';
import { openTestStore } from '../support/store.ts';

export interface StageOptions {
  readonly script?: readonly ScriptedTurn[];
  readonly model?: ModelSpec;
  readonly resources?: readonly AnyResource[];
  readonly project?: Partial<ProjectSpec>;
  readonly tasks?: readonly PlannedTask[];
  readonly recall?: Recall;
  readonly ephemeral?: Ephemeral;
  readonly clock?: Clock;
}

/** A project with its tasks on a real store, real git and a real sandbox; only the model's answers are scripted. */
export interface Stage {
  readonly store: Store;
  readonly scope: Scope;
  readonly deps: RunDependencies;
  readonly faults: unknown[];
  readonly workspace: Workspace;
  /** Queues a run and gives its id. */
  queue(run?: Partial<NewRunRow> & { readonly task?: string }): Promise<string>;
  /** Carries out a queued run at its present epoch, and gives the row that it ended with. */
  execute(runId: string, signal?: AbortSignal): Promise<RunRow>;
  /** As after a crash of the process that worked on it. */
  requeue(): Promise<void>;
  run(runId: string): Promise<RunRow>;
  task(name: string): Promise<TaskRow>;
  /** Gives a task so much time. */
  limit(task: string, timeoutMs: number): Promise<void>;
  /** What waits to be sent to the queue. */
  outbox(): Promise<readonly OutboxRow[]>;
  project(): Promise<ProjectRow>;
  steps(runId: string): Promise<readonly Step[]>;
  decisions(runId: string): Promise<readonly DecisionRow[]>;
}

export const ben: AgentResource = {
  apiVersion,
  kind: 'Agent',
  metadata: { name: 'ben' },
  spec: {
    role: 'developer',
    instructions: 'You write small, tested modules.',
    skills: ['read_file', 'write_file', 'list_files', 'run_tests', 'execute_code'],
  },
};

export const allowAll: AnyResource = {
  apiVersion,
  kind: 'SkillPermission',
  metadata: { name: 'ben-works' },
  spec: {
    subjects: { agents: ['ben'] },
    skills: ['read_file', 'write_file', 'list_files', 'run_tests', 'execute_code'],
    effect: 'allow',
  },
};

export const emptyContext: RunContext = {
  previousFailures: [],
  predecessors: [],
  notes: [],
  condensed: false,
  approvedCalls: [],
};

const noMemory: Recall = { search: async () => [], lessons: async () => [] };

export async function openStage(t: ExecutionContext, options: StageOptions): Promise<Stage> {
  const store = await openTestStore(t, options.clock);
  const root = await mkdtemp(join(tmpdir(), 'maios-stage-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const scope = await store.transaction((tx) => ensureLocalOrganization(tx, store.clock.now()));
  const project = await declare(store, scope, options);
  const catalog = await catalogOf(options);
  const config = loadConfig({ MAIOS_HOME: root, MAIOS_ALLOW_UNSAFE_SANDBOX: '1', DOCKER_HOST: 'unix:///nowhere' });
  const faults: unknown[] = [];
  const workspaces = createGitWorkspaces(join(root, 'workspaces'));
  const deps: RunDependencies = {
    store,
    scopeOf: () => scope,
    catchUp: async () => undefined,
    catalog: () => catalog,
    modelFor: (_scope, name) => {
      const declared = catalog.get('Model', name);
      if (declared === undefined) throw new MaiosError('NOT_FOUND', `expected a Model ${name}`);
      return createModel(declared.resource, config);
    },
    permissionRules: () => rulesOf(catalog.get('RuleSet', 'maios-permissions')?.resource),
    sandboxes: await chooseSandboxDriver(config, { warn: () => undefined, onFault: (error) => faults.push(error) }),
    workspaces,
    recall: options.recall ?? noMemory,
    ephemeral: options.ephemeral ?? createInProcessEphemeral(),
    config,
    owner: 'test',
    leaseMs: 15_000,
    onFault: (error) => faults.push(error),
  };
  const find = async (runId: string): Promise<RunRow> =>
    store.transaction((tx) => tx.findOneByOrFail(RunEntity, { id: runId }));
  const taskOf = async (name: string): Promise<TaskRow> =>
    store.transaction((tx) => tx.findOneByOrFail(TaskEntity, { projectId: project, name }));
  return {
    store,
    scope,
    deps,
    faults,
    workspace: await workspaces.open(project),
    async queue({ task, ...run } = {}) {
      const taskId = task === undefined ? undefined : (await taskOf(task)).id;
      const row: NewRunRow = {
        projectId: project,
        taskId,
        purpose: 'work',
        agent: 'ben',
        model: 'script',
        attempt: 1,
        baseCommit: undefined,
        context: emptyContext,
        ...run,
      };
      return store.transaction((tx) => insertRun(tx, scope, store.clock.now(), row));
    },
    async execute(runId, signal = new AbortController().signal) {
      const { epoch } = await find(runId);
      await executeRun(deps, { runId, epoch }, signal);
      return find(runId);
    },
    requeue: async () => void (await store.transaction((tx) => requeueRuns(tx, scope))),
    run: find,
    task: taskOf,
    limit: async (name, timeoutMs) =>
      void (await store.transaction((tx) => tx.update(TaskEntity, { projectId: project, name }, { timeoutMs }))),
    outbox: () => store.transaction((tx) => tx.find(OutboxEntity)),
    project: () => store.transaction((tx) => tx.findOneByOrFail(ProjectEntity, { id: project })),
    steps: async (runId) =>
      (await store.transaction((tx) => readSteps(tx, scope, { runId, from: 1, limit: 1000 }))).map(readStep),
    decisions: (runId) =>
      store.transaction((tx) => tx.find(DecisionEntity, { where: { runId }, order: { seq: 'ASC' } })),
  };
}

async function declare(store: Store, scope: Scope, options: StageOptions): Promise<string> {
  const now = store.clock.now();
  const spec: ProjectSpec = { request: 'A small library.', ...options.project };
  const project = {
    name: 'demo',
    spec,
    specDigest: 'd',
    source: 'test',
    revision: 'r1',
    taskTimeoutMs: 1_800_000,
    rehearsal: true,
  };
  return store.transaction(async (tx) => {
    const id = await createProject(tx, scope, now, project);
    const tasks = options.tasks ?? [{ name: 'build', title: 'Build it' }];
    const place = { projectId: id, timeoutMs: 60_000, firstOrdinal: 0 };
    if (tasks.length > 0) await insertTasks(tx, scope, now, place, tasks);
    await upsertAgent(tx, scope, now, { name: 'ben', capacity: 1 });
    return id;
  });
}

async function catalogOf({ script, model, resources }: StageOptions): Promise<ReturnType<typeof createCatalog>> {
  const builtins = await loadBuiltins();
  const spec: ModelSpec = model ?? { provider: 'scripted', script: [...(script ?? [])] };
  const thinker: ModelResource = { apiVersion, kind: 'Model', metadata: { name: 'script' }, spec };
  const declared = [...(resources ?? [ben, allowAll]), thinker].map((resource): Declared => ({
    resource,
    source: 'test',
    revision: 'r1',
    digest: 'd',
  }));
  return createCatalog([...builtins.declared, ...declared]);
}

function rulesOf(resource: RuleSetResource | undefined): RuleBundle {
  if (resource === undefined) throw new Error('expected the permission rules to be built in');
  const loaded = loadRuleSet(resource);
  if (loaded.bundle === undefined) throw new Error(loaded.problems.map((problem) => problem.message).join('; '));
  return loaded.bundle;
}
