import { resolve } from 'node:path';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { restoredLines } from '../render/backup-lines.ts';
import { whileInterruptible } from '../while-interruptible.ts';

/** `maios restore FILE` */
export const addRestoreCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('restore')
    .description(
      'Make of an empty system the one that a backup is of: everything, or nothing where that fails. What was open goes on when it is started. End the old system first.',
    )
    .argument('<file>', 'what `maios backup` wrote')
    .addOption(outputOption())
    .action(async (file: string, { output }: OutputOptions) => {
      const path = resolve(deps.workingFolder, file);
      exit(
        await whileInterruptible(deps, async (options) => {
          const system = await deps.system();
          printView(deps.terminal, output, await system.restore(path, options), restoredLines);
        }),
      );
    });
  examples(command, [
    'MAIOS_HOME=.maios-new maios restore /backups/maios-monday',
    'DATABASE_URL=postgres://…/maios MAIOS_WORKSPACES=/srv/workspaces maios restore /backups/maios-monday',
  ]);
};
