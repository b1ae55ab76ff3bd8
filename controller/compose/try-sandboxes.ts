import type { Config } from '../config/config.ts';
import { chooseSandboxDriver } from '../sandbox/choose-driver.ts';
import type { SandboxDriver } from '../sandbox/sandbox.ts';
import { describeFault, type Notify } from './describe-fault.ts';

/**
 * Tries sandboxes out while the database opens, which takes a while; returns what waits for the one that works. It is closed
 * with `parts` also where nobody came to wait for it, because another part failed to start.
 */
export function trySandboxes(
  parts: AsyncDisposableStack,
  config: Config,
  notify: Notify,
): () => Promise<SandboxDriver> {
  const trying = chooseSandboxDriver(config, {
    warn: notify,
    onFault: (error) => notify(describeFault('sandboxes', error)),
  });
  let isTaken = false;
  parts.defer(async () => {
    const driver = await trying.catch(() => undefined);
    if (!isTaken) await driver?.[Symbol.asyncDispose]();
  });
  trying.catch(() => undefined);
  return async () => {
    const driver = parts.use(await trying);
    isTaken = true;
    return driver;
  };
}
