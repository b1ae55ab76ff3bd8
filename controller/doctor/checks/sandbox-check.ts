import { MaiosError } from '../../errors/maios-error.ts';
import { chooseSandboxDriver, whyNot } from '../../sandbox/choose-driver.ts';
import type { Config } from '../../config/config.ts';
import type { Check } from '../check.ts';
import { failed, type Finding, ok, warning } from '../finding.ts';
import { withFolder } from '../with-folder.ts';

/** Starts a sandbox and runs a program in it, as a worker here would. */
export const sandboxCheck: Check = {
  name: 'sandbox',
  about: 'Programs that agents write run behind a wall.',
  async run({ config }) {
    try {
      return await withFolder(config.workspaces, async () => tryOut(config));
    } catch (error) {
      if (error instanceof MaiosError) return failed(error.message, error.fix);
      // The check of the workspaces says why.
      return { status: 'skipped', found: `${config.workspaces} cannot be written` };
    }
  },
};

async function tryOut(config: Config): Promise<Finding> {
  const notes = { warn: () => undefined, onFault: () => undefined };
  await using driver = await chooseSandboxDriver({ ...config, concurrency: 1 }, notes);
  const problem = await whyNot(driver, config.workspaces);
  if (problem !== undefined) throw problem;
  if (driver.isolated) return ok(driver.name === 'docker' ? `docker, image ${config.sandboxImage}` : driver.name);
  return warning(
    'none: the plain process runs them with your rights',
    `Install Docker or bubblewrap where runs are executed; real models are refused until then.${elsewhere(config)}`,
  );
}

function elsewhere({ redisUrl }: Config): string {
  return redisUrl === undefined ? '' : ' Servers and beats execute none: ask where the workers are.';
}
