import { createHealth } from '../api/create-health.ts';
import { listenOnPort } from '../api/listen-on-port.ts';
import type { AskReadiness } from '../api/readiness.ts';
import type { Ground } from './ground.ts';
import { houseStateOf } from './house-state.ts';
import { packageVersion } from './package-version.ts';

/** Says how the process is at MAIOS_HEALTH_ADDRESS, where that is set. */
export async function serveHealth(
  parts: AsyncDisposableStack,
  { config, faults }: Ground,
  readiness: AskReadiness,
): Promise<void> {
  if (config.healthAddress === undefined) return;
  const health = createHealth({
    readiness,
    house: houseStateOf({ config }),
    version: packageVersion(),
    onFault: (error) => faults('health', error),
  });
  const listener = await listenOnPort(health.callback(), config.healthAddress);
  parts.defer(async () => listener.close());
}
