import type { OwnerOptions, StartedOwner } from '../cli/connect.ts';
import type { Config } from '../config/config.ts';
import { createLocalEmbedder } from '../memory/local-embedder.ts';
import { checkModelKey } from '../models/create-model.ts';
import { createGitWorkspaces } from '../workspace/git-workspaces.ts';
import { startControlling, work } from './controlling.ts';
import { startDeclaring } from './declaring.ts';
import type { Notify } from './describe-fault.ts';
import { layGround } from './ground.ts';
import { placeLines } from './places.ts';
import { createReadiness } from './readiness.ts';
import { serveApi } from './serve-api.ts';

/**
 * Starts one of several servers on one PostgreSQL and one Redis: it answers, and one of them all decides. Runs are
 * executed by workers. Its data folder holds its socket, its lock and its token, and is its own.
 */
export async function startServer(config: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  await using parts = new AsyncDisposableStack();
  const ground = await layGround(parts, config, notify, { kind: 'server', owns: true, waits: options.listen });
  const embedder = parts.use(createLocalEmbedder());
  const controlling = await startControlling(parts, ground);
  const control = await startDeclaring(parts, ground, {
    orchestrator: controlling.orchestrator,
    workspaces: createGitWorkspaces(config.workspaces),
    // Which sandbox a run gets is for its worker to say.
    checkModel: (model) => checkModelKey(model, config),
  });
  const selfCheck = options.work ? await work(parts, ground, controlling, embedder) : undefined;
  const readiness = createReadiness(ground, 'server', () => controlling.leadership.epoch() !== undefined);
  const serving = { control, embedder, selfCheck, readiness, works: options.work, listen: options.listen };
  const served = await serveApi(parts, ground, serving);
  const running = parts.move();
  return { ...served, lines: placeLines('server', config), close: async () => running.disposeAsync() };
}
