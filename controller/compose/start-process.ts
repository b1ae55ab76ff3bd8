import { type OwnerOptions, type ProcessOptions, type StartedOwner, type StartedProcess } from '../cli/connect.ts';
import { type Config } from '../config/config.ts';
import { type Notify } from './describe-fault.ts';
import { processKind } from './process-kind.ts';
import { startBeat } from './start-beat.ts';
import { startOwner } from './start-owner.ts';
import { startServer } from './start-server.ts';
import { startWorker } from './start-worker.ts';

/** What serves the API by these settings: an owner of everything, or one of several servers. */
export async function startServing(config: Config, options: OwnerOptions, notify: Notify): Promise<StartedOwner> {
  return processKind('server', config) === 'owner'
    ? startOwner(config, options, notify)
    : startServer(config, options, notify);
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
  return kind === 'worker' ? startWorker(config, notify) : startBeat(config, notify);
}
