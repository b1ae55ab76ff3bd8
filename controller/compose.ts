import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSelfCheck, type SelfCheck } from './analysis/self-check.ts';
import { executeRun } from './agents/execute-run.ts';
import { type RunDependencies } from './agents/run-dependencies.ts';
import { createApi } from './api/create-api.ts';
import { listenOnPort } from './api/listen-on-port.ts';
import { listenOnSocket } from './api/listen-on-socket.ts';
import { socketPathOf } from './api/socket-path.ts';
import { assembleCatalog } from './catalog/assemble.ts';
import { loadBuiltins } from './catalog/builtins.ts';
import { type ModelResource } from './catalog/kinds/kinds.ts';
import { packageRoot } from './catalog/package-root.ts';
import { type SourceSnapshot } from './catalog/source-snapshot.ts';
import { createFilesSource } from './catalog/sources/files-source.ts';
import { createGitSource } from './catalog/sources/git-source.ts';
import { type SpecSource } from './catalog/sources/spec-source.ts';
import { type OwnerOptions, type StartedOwner } from './cli/connect.ts';
import { systemClock } from './clock/clock.ts';
import { type Config } from './config/config.ts';
import { formatPlace, MaiosError } from './errors/maios-error.ts';
import { createEventFeed } from './events/feed.ts';
import { createInProcessBus } from './events/in-process-bus.ts';
import { type Embedder } from './memory/embedder.ts';
import { createLocalEmbedder } from './memory/local-embedder.ts';
import { createRecall } from './memory/recall.ts';
import { rememberInBackground } from './memory/remember-in-background.ts';
import { checkModelKey, createModel } from './models/create-model.ts';
import { createCatalogKeeper, type CatalogKeeper } from './orchestrator/catalog-keeper.ts';
import { type Control } from './orchestrator/control.ts';
import { createControl } from './orchestrator/control/create-control.ts';
import { createDeclarer } from './orchestrator/declare/declarer.ts';
import { createSourceWatch } from './orchestrator/declare/source-watch.ts';
import { createOrchestrator, type Orchestrator } from './orchestrator/orchestrator.ts';
import { createInProcessQueue } from './queue/in-process-queue.ts';
import { chooseSandboxDriver } from './sandbox/choose-driver.ts';
import { type SandboxDriver } from './sandbox/sandbox.ts';
import { openStore } from './store/open-store.ts';
import { ensureLocalOrganization } from './store/operations/setup/ensure-local-organization.ts';
import { acquireOwnerLock } from './store/owner-lock.ts';
import { type Scope } from './store/scope.ts';
import { type Store } from './store/store.ts';
import { assertGitVersion } from './workspace/git-version.ts';
import { createGitWorkspaces } from './workspace/git-workspaces.ts';
import { type Workspaces } from './workspace/workspace.ts';

const msPerMinute = 60_000;

/** What is told beside the answers: warnings and faults that belong to no request. */
export type Notify = (line: string) => void;

/** What everything else stands on. */
interface Ground {
  readonly config: Config;
  readonly store: Store;
  readonly scope: Scope;
  readonly builtins: SourceSnapshot;
  readonly keeper: CatalogKeeper;
  readonly sandboxes: SandboxDriver;
  readonly workspaces: Workspaces;
  readonly embedder: Embedder;
  readonly faults: (about: string, error: unknown) => void;
}

/** What works and takes commands. */
interface Organization {
  readonly orchestrator: Orchestrator;
  readonly control: Control;
}

/**
 * Puts the concrete parts together: an owner of the data folder, which works, answers on its socket, or both.
 * Everything that was started is stopped again when a later part fails to start. Fails with STORE_OWNED and others.
 */
export async function startOwner(base: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  const config: Config = { ...base, allowUnsafeSandbox: base.allowUnsafeSandbox || options.allowUnsafeSandbox };
  // Every run works in git: better told now than by each of them.
  if (options.work) await assertGitVersion();
  await using parts = new AsyncDisposableStack();
  const ground = await layGround(parts, config, notify);
  const organization = await organize(parts, ground);
  const selfCheck = options.work ? parts.use(checkDecisions(ground)) : undefined;
  const served = await serve(parts, ground, organization.control, selfCheck, options);
  if (options.work) {
    const { store, scope, embedder, faults } = ground;
    const onFault = (error: unknown): void => faults('memory', error);
    const remembering = parts.use(rememberInBackground({ store, embedder, scope, onFault }));
    parts.defer(store.onCommit(() => remembering.wake()));
    parts.defer(store.onCommit(() => selfCheck?.wake()));
    // What an earlier process decided is checked too.
    selfCheck?.wake();
    await organization.orchestrator.start();
  }
  const running = parts.move();
  return { ...served, close: async () => running.disposeAsync() };
}

async function layGround(parts: AsyncDisposableStack, config: Config, notify: Notify): Promise<Ground> {
  const socket = socketPathOf(config.home);
  const { home, databaseUrl } = config;
  // An embedded store takes the lock itself; with a server, the workspaces in the folder need one owner all the same.
  if (databaseUrl !== undefined) {
    parts.use(acquireOwnerLock(home, { pid: process.pid, startedAt: new Date().toISOString(), socket }));
  }
  // None of the three waits for another; the sandbox is tried out, and the database takes a while to open.
  const [store, builtins, sandboxes] = await Promise.all([
    openStore({ home, databaseUrl, clock: systemClock, socket }).then((opened) => parts.use(opened)),
    loadBuiltins(),
    chooseSandboxDriver(config.sandbox, notify),
  ]);
  return {
    config,
    store,
    scope: await store.transaction(async (tx) => ensureLocalOrganization(tx, store.clock.now())),
    builtins,
    keeper: createCatalogKeeper(assembleCatalog([builtins]).catalog),
    sandboxes,
    workspaces: createGitWorkspaces(config.workspaces),
    embedder: parts.use(createLocalEmbedder()),
    faults: (about, error) => notify(describeFault(about, error)),
  };
}

async function organize(parts: AsyncDisposableStack, ground: Ground): Promise<Organization> {
  const { config, store, scope, builtins, keeper, sandboxes, workspaces, faults } = ground;
  const queue = createInProcessQueue();
  const runDependencies = runDependenciesOf(ground);
  const orchestrator = parts.use(
    createOrchestrator({
      store,
      scope,
      keeper,
      queue,
      concurrency: config.concurrency,
      onError: faults,
      executeRun: async (job, signal) => executeRun(runDependencies, job, signal),
    }),
  );
  const declarer = createDeclarer({
    store,
    scope,
    keeper,
    builtins,
    taskTimeoutMs: config.taskTimeoutMinutes * msPerMinute,
    checkModel: (model) => checkModel(model, sandboxes, config),
    wake: (id) => orchestrator.wake(id),
  });
  await declarer.restore();
  const sources = parts.use(
    createSourceWatch(declarer, (report) => report.problems.forEach((problem) => faults('specs', problem))),
  );
  const openSource = ({ kind, path }: { readonly kind: 'files' | 'git'; readonly path: string }): SpecSource =>
    kind === 'git'
      ? createGitSource({ path, clock: systemClock, searchPath: config.readVariable('PATH') })
      : createFilesSource({ path, clock: systemClock });
  return {
    orchestrator,
    control: createControl({ store, declarer, sources, orchestrator, queue, workspaces, openSource }),
  };
}

// Decisions are proved beside the work, some time after they were made.
function checkDecisions({ store, scope, faults }: Ground): SelfCheck {
  return createSelfCheck({
    store,
    scope,
    onDifference: ({ decision, ruleSet, message }) =>
      faults(`decision ${decision}`, new MaiosError('RULES_DIFFER', `${ruleSet}: ${message}`)),
    onFault: (error) => faults('the self-check of decisions', error),
  });
}

function runDependenciesOf({
  config,
  store,
  scope,
  keeper,
  sandboxes,
  workspaces,
  embedder,
  faults,
}: Ground): RunDependencies {
  return {
    store,
    scopeOf: () => Promise.resolve(scope),
    catalog: () => keeper.current(),
    modelFor: (_scope, name) => createModel(findModel(keeper.current().get('Model', name)?.resource, name), config),
    permissionRules: (_scope, project) => keeper.bundlesFor(project).permission,
    sandboxes,
    workspaces,
    recall: createRecall({ store, embedder }),
    config,
    owner: `${process.pid}:${randomUUID()}`,
    leaseMs: config.leaseMs,
    onFault: (error, { runId }) => faults(`run ${runId}`, error),
  };
}

async function serve(
  parts: AsyncDisposableStack,
  { config, store, scope, keeper, embedder, faults }: Ground,
  control: Control,
  selfCheck: SelfCheck | undefined,
  options: OwnerOptions,
): Promise<Pick<StartedOwner, 'socketPath' | 'url'>> {
  const api = createApi({
    store,
    control,
    scope,
    catalog: () => keeper.current(),
    bundlesFor: (project) => keeper.bundlesFor(project),
    feed: createEventFeed(store, createInProcessBus()),
    recall: createRecall({ store, embedder }),
    clock: systemClock,
    version: packageVersion(),
    works: options.work,
    selfCheck: () => selfCheck?.state,
    onFault: (error) => faults('the API', error),
  });
  const handler = api.callback();
  const socketPath = socketPathOf(config.home);
  const listener = await listenOnSocket(handler, socketPath);
  parts.defer(async () => listener.close());
  const port = options.listen ? await listenOnPort(handler, config) : undefined;
  if (port !== undefined) parts.defer(async () => port.close());
  return { socketPath, url: port?.address };
}

function checkModel(model: ModelResource, sandboxes: SandboxDriver, config: Config): MaiosError | undefined {
  const unsafe = model.spec.provider !== 'scripted' && !sandboxes.isolated && !config.allowUnsafeSandbox;
  if (!unsafe) return checkModelKey(model, config);
  const name = model.metadata.name;
  return (
    checkModelKey(model, config) ??
    new MaiosError(
      'SANDBOX_UNSAFE',
      `model ${name}: expected an isolated sandbox for code that a model writes, found the plain process`,
    )
  );
}

function findModel(resource: ModelResource | undefined, name: string): ModelResource {
  if (resource !== undefined) return resource;
  throw new MaiosError('NOT_FOUND', `expected a Model, found none named "${name}"`);
}

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}

function describeFault(about: string, error: unknown): string {
  if (!(error instanceof MaiosError)) {
    return `warning: ${about}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  }
  const place = error.place === undefined ? '' : `  at ${formatPlace(error.place)}\n`;
  return `warning: ${about}: ${error.code}: ${error.message}\n${place}  fix: ${error.fix}\n`;
}
