import { ownedBy, readOwner } from '../../store/owner-lock.ts';
import { type AddCommand, examples } from '../command.ts';
import type { CliDependencies } from '../command-context.ts';
import { connect, type StartedOwner } from '../connect.ts';
import { runUntilInterrupted } from '../until-interrupted.ts';

interface ServerOptions {
  readonly allowUnsafeSandbox?: boolean;
}

/** `maios server` */
export const addServerCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('server')
    .description(
      'Own the data folder, carry on with its projects and serve the API on 127.0.0.1 until stopped. With DATABASE_URL and REDIS_URL, be one of several servers: runs are executed by workers.',
    )
    .option('--allow-unsafe-sandbox', 'let a real model run code without isolation')
    .action(async ({ allowUnsafeSandbox = false }: ServerOptions) => {
      exit(
        await runUntilInterrupted(deps, async () => startServing(deps, allowUnsafeSandbox), {
          running: 'Ctrl-C stops',
          stopping: 'stopping; the work goes on where it was when maios is started again',
        }),
      );
    });
  examples(command, [
    'maios server',
    'MAIOS_ADDRESS=127.0.0.1:9000 maios server',
    'MAIOS_ADDRESS=0.0.0.0:8000 maios server   # requests need what `maios token` prints',
    'DATABASE_URL=postgresql://… REDIS_URL=redis://… maios server',
  ]);
};

async function startServing({ home, startOwner }: CliDependencies, allowUnsafeSandbox: boolean): Promise<StartedOwner> {
  const { owner } = await connect(home, startOwner, { work: true, listen: true, allowUnsafeSandbox });
  if (owner === undefined) throw ownedBy(home, readOwner(home));
  const needed = owner.needsToken ? '; requests need what `maios token` prints here' : '';
  return { ...owner, lines: [...owner.lines, `listening on ${owner.url ?? owner.socketPath}${needed}`] };
}
