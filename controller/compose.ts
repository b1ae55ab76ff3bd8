import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { executeRun } from './agents/execute-run.ts';
import { createApi } from './api/create-api.ts';
import { listenOnPort } from './api/listen-on-port.ts';
import { listenOnSocket } from './api/listen-on-socket.ts';
import { socketPathOf } from './api/socket-path.ts';
import { assembleCatalog } from './catalog/assemble.ts';
import { loadBuiltins } from './catalog/builtins.ts';
import { packageRoot } from './catalog/package-root.ts';
import { type ModelResource } from './catalog/kinds/kinds.ts';
import { createFilesSource } from './catalog/sources/files-source.ts';
import { createGitSource } from './catalog/sources/git-source.ts';
import { type OwnerOptions, type StartedOwner } from './cli/connect.ts';
import { systemClock } from './clock/clock.ts';
import { type Config } from './config/config.ts';
import { MaiosError } from './errors/maios-error.ts';
import { createEventBus } from './events/bus.ts';
import { createLocalEmbedder } from './memory/local-embedder.ts';
import { createRecall } from './memory/recall.ts';
import { rememberInBackground } from './memory/remember-in-background.ts';
import { checkModelKey, createModel } from './models/create-model.ts';
import { createCatalogKeeper } from './orchestrator/catalog-keeper.ts';
import { createControl } from './orchestrator/control/create-control.ts';
import { createDeclarer } from './orchestrator/declare/declarer.ts';
import { createSourceWatch } from './orchestrator/declare/source-watch.ts';
import { createOrchestrator } from './orchestrator/orchestrator.ts';
import { createInProcessQueue } from './queue/in-process-queue.ts';
import { chooseSandboxDriver } from './sandbox/choose-driver.ts';
import { type SandboxDriver } from './sandbox/sandbox.ts';
import { openStore } from './store/open-store.ts';
import { ensureLocalOrganization } from './store/operations/setup/ensure-local-organization.ts';
import { acquireOwnerLock } from './store/owner-lock.ts';
import { createGitWorkspaces } from './workspace/git-workspaces.ts';

const leaseMs = 30_000;

/** What is told beside the answers: warnings and faults that belong to no request. */
export type Notify = (line: string) => void;

/**
 * Puts the concrete parts together: an owner of the data folder, which works, answers on its socket, or both.
 * Everything that was started is stopped again when a later part fails to start. Fails with STORE_OWNED and others.
 */
export async function startOwner(base: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  const config: Config = { ...base, allowUnsafeSandbox: base.allowUnsafeSandbox || options.allowUnsafeSandbox };
  await using parts = new AsyncDisposableStack();
  const socketPath = socketPathOf(config.home);
  const owner = { pid: process.pid, startedAt: new Date().toISOString(), socket: socketPath };
  // An embedded store takes the lock itself; with a server, the workspaces in the folder need one owner all the same.
  if (config.databaseUrl !== undefined) parts.use(acquireOwnerLock(config.home, owner));
  const store = parts.use(await openStore({ home: config.home, databaseUrl: config.databaseUrl, clock: systemClock, socket: socketPath }));
  const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, store.clock.now()));
  const faults = (about: string, error: unknown): void => notify(describeFault(about, error));

  const builtins = await loadBuiltins();
  const keeper = createCatalogKeeper(assembleCatalog([builtins]).catalog);
  const sandboxes = await chooseSandboxDriver(config.sandbox, notify);
  const workspaces = createGitWorkspaces(join(config.home, 'workspaces'));
  const embedder = parts.use(createLocalEmbedder());
  const recall = createRecall({ store, embedder });
  const queue = createInProcessQueue();
  const orchestrator = parts.use(
    createOrchestrator({
      store,
      scope,
      keeper,
      queue,
      concurrency: config.concurrency,
      onError: faults,
      executeRun: async (job, signal) =>
        executeRun(
          {
            store,
            scopeOf: async () => scope,
            catalog: () => keeper.current(),
            modelFor: (_scope, name) => createModel(findModel(keeper.current().get('Model', name)?.resource, name), config),
            permissionRules: (_scope, project) => keeper.bundlesFor(project).permission,
            sandboxes,
            workspaces,
            recall,
            config,
            owner: `${owner.pid}:${randomUUID()}`,
            leaseMs,
            onFault: (error, { runId }) => faults(`run ${runId}`, error),
          },
          job,
          signal,
        ),
    }),
  );
  const declarer = createDeclarer({
    store,
    scope,
    keeper,
    builtins,
    checkModel: (model) => checkModel(model, sandboxes, config),
    wake: (id) => orchestrator.wake(id),
  });
  await declarer.restore();
  const sources = parts.use(createSourceWatch(declarer, (report) => report.problems.forEach((problem) => faults('specs', problem))));
  const control = createControl({
    store,
    declarer,
    sources,
    orchestrator,
    queue,
    workspaces,
    openSource: ({ kind, path }) => (kind === 'git' ? createGitSource : createFilesSource)({ path, clock: systemClock }),
  });
  const bus = createEventBus(store);
  const api = createApi({
    store,
    control,
    scope,
    catalog: () => keeper.current(),
    bus,
    recall,
    clock: systemClock,
    version: packageVersion(),
    works: options.work,
    onFault: (error) => faults('the API', error),
  });
  const handler = api.callback();
  const listener = await listenOnSocket(handler, socketPath);
  parts.defer(async () => listener.close());
  const port = options.listen ? await listenOnPort(handler, config) : undefined;
  if (port !== undefined) parts.defer(async () => port.close());
  if (options.work) {
    const remembering = parts.use(rememberInBackground({ store, embedder, scope, onFault: (error) => faults('memory', error) }));
    parts.defer(store.onCommit(() => remembering.wake()));
    await orchestrator.start();
  }
  const running = parts.move();
  return { socketPath, url: port?.address, close: async () => running.disposeAsync() };
}

function checkModel(model: ModelResource, sandboxes: SandboxDriver, config: Config): MaiosError | undefined {
  const unsafe = model.spec.provider !== 'scripted' && !sandboxes.isolated && !config.allowUnsafeSandbox;
  if (!unsafe) return checkModelKey(model, config);
  const name = model.metadata.name;
  return checkModelKey(model, config) ?? new MaiosError('SANDBOX_UNSAFE', `model ${name}: expected an isolated sandbox for code that a model writes, found the plain process`);
}

function findModel(resource: ModelResource | undefined, name: string): ModelResource {
  if (resource !== undefined) return resource;
  throw new MaiosError('NOT_FOUND', `expected a Model, found none named "${name}"`);
}

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}

function describeFault(about: string, error: unknown): string {
  const text = error instanceof MaiosError ? `${error.code}: ${error.message}` : error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `warning: ${about}: ${text}\n`;
}
