import { type AddCommand, examples } from '../command.ts';
import { runUntilInterrupted } from '../until-interrupted.ts';

/** `maios beat` */
export const addBeatCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('beat')
    .description(
      'Be a server without the API, until stopped: decide when no other does, send what was left unsent, keep the house. Needs DATABASE_URL and REDIS_URL.',
    )
    .action(async () => {
      exit(
        await runUntilInterrupted(deps, async () => deps.startProcess('beat', {}), {
          running: 'beating; Ctrl-C stops',
          stopping: 'stopping; another server takes over',
        }),
      );
    });
  examples(command, ['maios beat', 'MAIOS_HEALTH_ADDRESS=127.0.0.1:8001 maios beat']);
};
