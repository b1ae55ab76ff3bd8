import { resolve } from 'node:path';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { count } from '../output/quantity.ts';
import { printView } from '../output/print-view.ts';
import { type Line, plain } from '../output/span.ts';
import type { MovedSystem } from '../keep-system.ts';
import { whileInterruptible } from '../while-interruptible.ts';

interface MigrateOptions extends OutputOptions {
  readonly from: string;
  readonly to: string;
  readonly workspacesFrom?: string;
  readonly workspaces?: string;
}

/** `maios migrate --from .maios --to DATABASE_URL` */
export const addMigrateCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('migrate')
    .description(
      'Move an embedded system to a server of PostgreSQL: every row as it was, every workspace. What was open goes on there; the data folder is marked as moved.',
    )
    .requiredOption('--from <folder>', 'the data folder of the embedded system, which does not run')
    .requiredOption('--to <url>', 'an empty database on a server, with pgvector')
    .option(
      '--workspaces-from <folder>',
      'where the embedded system had them; else `workspaces` in its data folder, else MAIOS_WORKSPACES',
    )
    .option('--workspaces <folder>', 'where the workspaces are to be; MAIOS_WORKSPACES, else they stay where they are')
    .addOption(outputOption())
    .action(async ({ from, to, workspacesFrom, workspaces, output }: MigrateOptions) => {
      const request = {
        home: resolve(deps.workingFolder, from),
        databaseUrl: to,
        from: workspacesFrom && resolve(deps.workingFolder, workspacesFrom),
        to: workspaces && resolve(deps.workingFolder, workspaces),
      };
      exit(
        await whileInterruptible(deps, async (options) => {
          const system = await deps.system();
          printView(deps.terminal, output, await system.migrate(request, options), moveLines);
        }),
      );
    });
  examples(command, [
    'maios migrate --from .maios --to postgres://maios@127.0.0.1/maios',
    'maios migrate --from .maios --to postgres://maios@127.0.0.1/maios --workspaces /srv/workspaces',
  ]);
};

function moveLines({ to, rows, moved, folder }: MovedSystem): readonly Line[] {
  return [
    plain(`moved to ${to}: ${count(rows, 'row')}, ${count(moved, 'workspace')} copied`),
    plain(`go on with DATABASE_URL set to it, and MAIOS_WORKSPACES=${folder}`),
  ];
}
