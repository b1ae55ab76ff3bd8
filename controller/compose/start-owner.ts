import { type OwnerOptions, type StartedOwner } from '../cli/connect.ts';
import { type Config } from '../config/config.ts';
import { createLocalEmbedder } from '../memory/local-embedder.ts';
import { rememberInBackground } from '../memory/remember-in-background.ts';
import { createOrchestrator } from '../orchestrator/orchestrator.ts';
import { chooseSandboxDriver } from '../sandbox/choose-driver.ts';
import { assertGitVersion } from '../workspace/git-version.ts';
import { createGitWorkspaces } from '../workspace/git-workspaces.ts';
import { checkDecisions } from './check-decisions.ts';
import { checkModel } from './check-model.ts';
import { startDeclaring } from './declaring.ts';
import { describeFault, type Notify } from './describe-fault.ts';
import { createExecutor } from './executor.ts';
import { layGround } from './ground.ts';
import { serveApi } from './serve-api.ts';

/**
 * Starts an owner of the data folder: one process that works, answers on its socket, or both.
 * Everything that was started is stopped again when a later part fails to start. Fails with STORE_OWNED and others.
 */
export async function startOwner(base: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  const config: Config = { ...base, allowUnsafeSandbox: base.allowUnsafeSandbox || options.allowUnsafeSandbox };
  // Every run works in git: better told now than by each of them.
  if (options.work) await assertGitVersion();
  await using parts = new AsyncDisposableStack();
  // The sandbox is tried out while the database opens, which takes a while.
  const onSandboxFault = (error: unknown): void => notify(describeFault('sandboxes', error));
  const trying = chooseSandboxDriver(config, { warn: notify, onFault: onSandboxFault });
  trying.catch(() => undefined);
  const ground = await layGround(parts, config, notify);
  const sandboxes = parts.use(await trying);
  const { store, scope, keeper, queue, faults } = ground;
  const workspaces = createGitWorkspaces(config.workspaces);
  const embedder = parts.use(createLocalEmbedder());
  const orchestrator = parts.use(
    createOrchestrator({
      store,
      scope,
      keeper,
      queue,
      concurrency: config.concurrency,
      onError: faults,
      executeRun: createExecutor(ground, { sandboxes, workspaces, embedder }),
    }),
  );
  const control = await startDeclaring(parts, ground, {
    orchestrator,
    workspaces,
    checkModel: (model) => checkModel(model, sandboxes.isolated, config),
  });
  const selfCheck = options.work ? checkDecisions(parts, ground) : undefined;
  const serving = { control, embedder, selfCheck, works: options.work, listen: options.listen };
  const served = await serveApi(parts, ground, serving);
  if (options.work) {
    const remembering = rememberInBackground({ store, embedder, scope, onFault: (error) => faults('memory', error) });
    parts.use(remembering);
    parts.defer(store.onCommit(() => remembering.wake()));
    await orchestrator.start();
  }
  const running = parts.move();
  return { ...served, close: async () => running.disposeAsync() };
}
