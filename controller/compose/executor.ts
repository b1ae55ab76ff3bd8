import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { executeRun } from '../agents/worker/execute-run.ts';
import type { RunDependencies } from '../agents/session/run-dependencies.ts';
import type { ModelResource } from '../catalog/kinds/kinds.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { Embedder } from '../memory/embedder.ts';
import { createRecall } from '../memory/recall.ts';
import { createModel } from '../models/create-model.ts';
import type { CatalogFollower } from '../orchestrator/in-force/catalog-follower.ts';
import type { RunJob } from '../queue/queue.ts';
import type { SandboxDriver } from '../sandbox/sandbox.ts';
import type { Workspaces } from '../workspace/workspace.ts';
import { checkModel } from './check-model.ts';
import type { Ground } from './ground.ts';

/** What runs work with, beside the ground. */
export interface Tools {
  readonly sandboxes: SandboxDriver;
  readonly workspaces: Workspaces;
  readonly embedder: Embedder;
}

export interface Executor {
  /** The name under which it claims runs. */
  readonly owner: string;
  readonly executeRun: (job: RunJob, signal: AbortSignal) => Promise<void>;
}

/** Carries out runs, one at a call, from its claim to its result, with no older catalog than the one that it was decided by. */
export function createExecutor(ground: Ground, tools: Tools, follower: CatalogFollower): Executor {
  const dependencies = runDependenciesOf(ground, tools, follower);
  const { owner } = dependencies;
  const execute: Executor['executeRun'] = async (job, signal) => executeRun(dependencies, job, signal);
  return { owner, executeRun: execute };
}

function runDependenciesOf(
  { config, store, scope, keeper, ephemeral, faults }: Ground,
  tools: Tools,
  follower: CatalogFollower,
): RunDependencies {
  const { sandboxes, workspaces, embedder } = tools;
  return {
    store,
    scopeOf: () => scope,
    catchUp: follower.catchUp,
    catalog: () => keeper.current(),
    modelFor(_scope, name) {
      const model = findModel(keeper.current().get('Model', name)?.resource, name);
      // Who declared it may have had a better sandbox than there is here.
      const problem = checkModel(model, sandboxes.isolated, config);
      if (problem !== undefined) throw problem;
      return createModel(model, config);
    },
    permissionRules: (_scope, project) => keeper.bundlesFor(project).permission,
    sandboxes,
    workspaces,
    recall: createRecall({ store, embedder, onFault: (error) => faults('lessons', error) }),
    ephemeral,
    config,
    owner: `${hostname()}:${process.pid}:${randomUUID()}`,
    leaseMs: config.leaseMs,
    onFault: (error, { runId }) => faults(`run ${runId}`, error),
  };
}

function findModel(resource: ModelResource | undefined, name: string): ModelResource {
  if (resource !== undefined) return resource;
  throw new MaiosError('NOT_FOUND', `expected a Model, found none named "${name}"`);
}
