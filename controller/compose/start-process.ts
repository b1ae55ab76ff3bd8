import { type OwnerOptions, type ProcessOptions, type StartedOwner, type StartedProcess } from '../cli/connect.ts';
import { type Config } from '../config/config.ts';
import { boundHeap } from './bound-heap.ts';
import { type Notify } from './describe-fault.ts';
import { processKind } from './process-kind.ts';
import { startBeat } from './start-beat.ts';
import { startOwner } from './start-owner.ts';
import { startServer } from './start-server.ts';
import { startWorker } from './start-worker.ts';

/** What serves the API by these settings: an owner of everything, or one of several servers. */
export async function startServing(config: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  if (processKind('server', config) === 'owner') return startOwner(config, options, notify);
  const started = await startServer(config, options, notify);
  boundHeap();
  return started;
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
  const started = kind === 'worker' ? await startWorker(config, notify) : await startBeat(config, notify);
  boundHeap();
  return started;
}
