import type { OwnerOptions, StartedOwner } from '../cli/connect.ts';
import type { Config } from '../config/config.ts';
import { createLocalEmbedder } from '../memory/local-embedder.ts';
import type { EmbeddedDatabase } from '../store/embedded/open-embedded.ts';
import type { Control } from '../orchestrator/control/control.ts';
import { createGitWorkspaces } from '../workspace/git-workspaces.ts';
import { checkModel } from './check-model.ts';
import { startControlling, work } from './controlling.ts';
import { startDeclaring } from './declaring.ts';
import type { Notify } from './describe-fault.ts';
import { layGround } from './ground.ts';
import { placeLines } from './places.ts';
import { createReadiness } from './readiness.ts';
import { serveApi } from './serve-api.ts';
import { trySandboxes } from './try-sandboxes.ts';
import { startWorking } from './working.ts';

/**
 * Starts an owner of the data folder: one process that works, answers on its socket, or both.
 * Everything that was started is stopped again when a later part fails to start. Fails with STORE_OWNED and others.
 */
export async function startOwner(
  base: Config,
  options: OwnerOptions,
  { notify, embedded }: { readonly notify: Notify; readonly embedded?: EmbeddedDatabase | undefined },
): Promise<StartedOwner> {
  const config: Config = { ...base, allowUnsafeSandbox: base.allowUnsafeSandbox || options.allowUnsafeSandbox };
  await using parts = new AsyncDisposableStack();
  parts.use(embedded);
  const sandbox = trySandboxes(parts, config, notify);
  const ground = await layGround(parts, config, notify, { kind: 'owner', owns: true, waits: options.listen, embedded });
  const sandboxes = await sandbox();
  const workspaces = createGitWorkspaces(config.workspaces);
  const embedder = parts.use(createLocalEmbedder());
  const controlling = await startControlling(parts, ground);
  const control = await startDeclaring(parts, ground, {
    orchestrator: controlling.orchestrator,
    workspaces,
    checkModel: (model) => checkModel(model, sandboxes.isolated, config),
  });
  const selfCheck = options.work ? await work(parts, ground, controlling, embedder) : undefined;
  const readiness = createReadiness(ground, 'owner', () => controlling.leadership.epoch() !== undefined);
  const worker = new AsyncDisposableStack();
  // Who stops an owner waits for it, and the next one goes on at the very step.
  const working = { tools: { sandboxes, workspaces, embedder }, follower: controlling.follower, graceMs: 0 };
  const begin = once(() => options.work && !worker.disposed && startWorking(worker, ground, working));
  const serving = { embedder, selfCheck, readiness, works: options.work, listen: options.listen };
  const awaited = options.declaresFirst === true ? afterDeclaring(control, begin) : control;
  const served = await serveApi(parts, ground, { ...serving, control: awaited });
  if (options.declaresFirst !== true) begin();
  const running = parts.move();
  running.use(worker);
  return {
    ...served,
    lines: [...placeLines('owner', config), `sandbox     ${sandboxes.name}`],
    close: async () => running.disposeAsync(),
  };
}

function afterDeclaring(control: Control, begin: () => void): Control {
  return { ...control, addSource: async (...source) => control.addSource(...source).finally(begin) };
}

function once(act: () => unknown): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
