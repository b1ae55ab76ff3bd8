import { type AddCommand, examples } from '../command.ts';
import { countUpTo } from '../count-up-to.ts';
import { runUntilInterrupted } from '../until-interrupted.ts';

interface WorkerOptions {
  readonly concurrency?: number;
  readonly allowUnsafeSandbox?: boolean;
}

/** `maios worker` */
export const addWorkerCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('worker')
    .description(
      'Execute runs that servers decided on, until stopped. Needs DATABASE_URL, REDIS_URL and the folder of MAIOS_WORKSPACES, the same as theirs.',
    )
    .option('--concurrency <runs>', 'how many runs at the same time, 1 to 9999', countUpTo(9999))
    .option('--allow-unsafe-sandbox', 'let a real model run code without isolation')
    .action(async (options: WorkerOptions) => {
      exit(
        await runUntilInterrupted(deps, async () => deps.startProcess('worker', options), {
          running: 'working; Ctrl-C stops',
          stopping: 'stopping; runs that do not end soon are given to other workers',
        }),
      );
    });
  examples(command, ['maios worker', 'maios worker --concurrency 8']);
};
