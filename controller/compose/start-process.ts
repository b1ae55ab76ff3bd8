import { socketPathOf } from '../api/socket-path.ts';
import type { OwnerOptions, ProcessOptions, StartedOwner, StartedProcess } from '../cli/connect.ts';
import type { Config } from '../config/config.ts';
import { openEmbedded } from '../store/embedded/open-embedded.ts';
import { assertGitVersion } from '../workspace/git-version.ts';
import { boundHeap } from './bound-heap.ts';
import type { Notify } from './describe-fault.ts';
import { processKind } from './process-kind.ts';

/** What serves the API by these settings: an owner of everything, or one of several servers. */
export async function startServing(config: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  if (processKind('server', config) === 'owner') return beginOwner(config, options, notify);
  const { startServer } = await import('./start-server.ts');
  const started = await startServer(config, options, notify);
  boundHeap();
  return started;
}

// The database comes up in its own thread while this one loads the rest of the program. Every run works in git: where it is
// missing, that is told before a data folder is made.
async function beginOwner(config: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  const { home, databaseUrl } = config;
  if (options.work) await assertGitVersion();
  await using parts = new AsyncDisposableStack();
  const embedded =
    databaseUrl === undefined ? parts.use(openEmbedded({ home, socket: socketPathOf(home) })) : undefined;
  const { startOwner } = await import('./start-owner.ts');
  parts.move();
  return await startOwner(config, options, { notify, embedded });
}

/** Starts a worker or a beat. Fails with CONFIG_INVALID where there are no servers that it could work with. */
export async function startProcess(
  kind: 'worker' | 'beat',
  base: Config,
  { concurrency = base.concurrency, allowUnsafeSandbox = base.allowUnsafeSandbox }: ProcessOptions,
  notify: Notify,
): Promise<StartedProcess> {
  const config: Config = { ...base, concurrency, allowUnsafeSandbox };
  processKind(kind, config);
  const started =
    kind === 'worker'
      ? await (await import('./start-worker.ts')).startWorker(config, notify)
      : await (await import('./start-beat.ts')).startBeat(config, notify);
  boundHeap();
  return started;
}
