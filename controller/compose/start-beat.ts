import type { StartedProcess } from '../cli/connect.ts';
import type { Config } from '../config/config.ts';
import { createLocalEmbedder } from '../memory/local-embedder.ts';
import { startControlling, work } from './controlling.ts';
import type { Notify } from './describe-fault.ts';
import { layGround } from './ground.ts';
import { placeLines } from './places.ts';
import { createReadiness } from './readiness.ts';
import { serveHealth } from './serve-health.ts';

/** Starts a server that does not answer: it stands for leadership, relays and keeps the house. */
export async function startBeat(config: Config, notify: Notify): Promise<StartedProcess> {
  await using parts = new AsyncDisposableStack();
  const ground = await layGround(parts, config, notify, { kind: 'beat', owns: false, waits: true });
  const embedder = parts.use(createLocalEmbedder());
  const controlling = await startControlling(parts, ground);
  await controlling.follower.upToDate();
  await work(parts, ground, controlling, embedder);
  const readiness = createReadiness(ground, 'beat', () => controlling.leadership.epoch() !== undefined);
  await serveHealth(parts, ground, readiness);
  const running = parts.move();
  return { lines: placeLines('beat', config), close: async () => running.disposeAsync() };
}
