import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { SelfCheck } from '../analysis/self-check.ts';
import { type CatalogFollower, followCatalog } from '../orchestrator/in-force/catalog-follower.ts';
import { createOrchestrator, type Orchestrator } from '../orchestrator/orchestrator.ts';
import { startRelay } from '../orchestrator/lead/relay.ts';
import type { Embedder } from '../memory/embedder.ts';
import { rememberInBackground } from '../memory/remember-in-background.ts';
import { openProjects } from '../store/operations/projects/open-projects.ts';
import type { Leadership } from '../store/leadership.ts';
import { startUpkeep, upkeepTiming } from '../upkeep/start-upkeep.ts';
import { checkDecisions } from './check-decisions.ts';
import type { Ground } from './ground.ts';

/** What decides, in the one process of all that leads. */
export interface Controlling {
  readonly orchestrator: Orchestrator;
  readonly leadership: Leadership;
  readonly follower: CatalogFollower;
}

/** Stands for leadership; decides, keeps the house and follows what others declare. Nothing is begun before `work`. */
export async function startControlling(parts: AsyncDisposableStack, ground: Ground): Promise<Controlling> {
  const { store, scope, keeper, queue, bus, declared, faults } = ground;
  const leadership = parts.use(await store.lead(`${hostname()}:${process.pid}:${randomUUID()}`));
  ground.leading.now = () => leadership.epoch() !== undefined;
  const wakeOpen = async (): Promise<void> => {
    for (const id of await store.transaction(async (tx) => openProjects(tx, scope))) orchestrator.wake(id);
  };
  const onFault = (error: unknown): void => faults('the catalog', error);
  const onChange = (): void => void wakeOpen().catch(onFault);
  const follower = parts.use(followCatalog({ store, scope, state: declared, bus, onChange, onFault }));
  const orchestrator: Orchestrator = parts.use(
    createOrchestrator({
      store,
      scope,
      keeper,
      queue,
      bus,
      leadership,
      catalogFor: follower.upToDateFor,
      onError: faults,
    }),
  );
  return { orchestrator, leadership, follower };
}

/** Begins to decide whenever it leads, to relay what others could not send, and to keep the house. */
export async function work(
  parts: AsyncDisposableStack,
  ground: Ground,
  { orchestrator, leadership }: Controlling,
  embedder: Embedder,
): Promise<SelfCheck> {
  const { store, scope, keeper, queue, config, faults, notify } = ground;
  const leads = (): boolean => leadership.epoch() !== undefined;
  const selfCheck = checkDecisions(parts, ground, leads);
  const onFault = (error: unknown): void => faults('memory', error);
  const remembering = parts.use(rememberInBackground({ store, embedder, scope, onFault }));
  const stop = ground.bus.subscribe(({ kind }) => {
    if (kind === 'events' && leads()) remembering.wake();
  });
  parts.defer(stop);
  parts.use(startRelay({ store, scope, queue, onError: faults }));
  const keepingHouse = { workspaces: config.workspaces, timing: upkeepTiming(config.upkeepMs) };
  const tell = (line: string): void => notify(`${line}\n`);
  parts.use(startUpkeep({ store, scope, leadership, keeper, onError: faults, tell, ...keepingHouse }));
  await orchestrator.start();
  return selfCheck;
}
