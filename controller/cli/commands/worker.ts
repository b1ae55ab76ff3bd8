import { InvalidArgumentError } from 'commander';
import { type AddCommand, examples } from '../command.ts';
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
    .option('--concurrency <runs>', 'how many runs at the same time', wholeNumber)
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

function wholeNumber(text: string): number {
  if (/^[1-9][0-9]{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number from 1 to 9999, found "${text}"`);
}
