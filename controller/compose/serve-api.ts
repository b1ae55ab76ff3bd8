import type { SelfCheck } from '../analysis/self-check.ts';
import { requiredToken } from '../api/access-token.ts';
import { createApi } from '../api/create-api.ts';
import { listenOnPort } from '../api/listen-on-port.ts';
import { listenOnSocket } from '../api/listen-on-socket.ts';
import type { AskReadiness } from '../api/readiness.ts';
import { socketPathOf } from '../api/socket-path.ts';
import type { StartedOwner } from '../cli/connect.ts';
import { systemClock } from '../clock/clock.ts';
import { createEventFeed } from '../api/event-feed.ts';
import type { Embedder } from '../memory/embedder.ts';
import { createRecall } from '../memory/recall.ts';
import type { Control } from '../orchestrator/control/control.ts';
import { backupStream } from '../upkeep/backup/save-backup.ts';
import type { Ground } from './ground.ts';
import { houseStateOf } from './house-state.ts';
import { packageVersion } from './package-version.ts';
import { workforceOf } from './workforce.ts';

export interface Serving {
  readonly control: Control;
  readonly embedder: Embedder;
  readonly selfCheck: SelfCheck | undefined;
  readonly readiness: AskReadiness;
  /** Whether this process carries on with projects. */
  readonly works: boolean;
  /** It also listens on the configured address. */
  readonly listen: boolean;
}

/** Serves the API on the socket of the data folder, and on the configured address where that is wanted. */
export async function serveApi(
  parts: AsyncDisposableStack,
  ground: Ground,
  { control, embedder, selfCheck, readiness, works, listen }: Serving,
): Promise<Pick<StartedOwner, 'socketPath' | 'url' | 'needsToken'>> {
  const { config, store, scope, keeper, bus, ephemeral, faults } = ground;
  // The socket is guarded by the file system.
  const token = listen ? requiredToken(config) : undefined;
  const api = createApi({
    store,
    control,
    scope,
    catalog: () => keeper.current(),
    bundlesFor: (project) => keeper.bundlesFor(project),
    feed: createEventFeed(store, bus),
    recall: createRecall({ store, embedder }),
    ephemeral,
    clock: systemClock,
    workforce: async () => workforceOf(ground, works),
    version: packageVersion(),
    works,
    token,
    readiness,
    house: houseStateOf(ground),
    backup: () => backupStream({ store, workspaces: config.workspaces, version: packageVersion() }),
    selfCheck: () => selfCheck?.state,
    onFault: (error) => faults('the API', error),
  });
  const handler = api.callback();
  const socketPath = socketPathOf(config.home);
  const listener = await listenOnSocket(handler, socketPath);
  parts.defer(async () => listener.close());
  const port = listen ? await listenOnPort(handler, config) : undefined;
  if (port !== undefined) parts.defer(async () => port.close());
  return { socketPath, url: port?.address, needsToken: token !== undefined };
}
