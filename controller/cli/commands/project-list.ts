import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { projectListLines } from '../render/project-list-lines.ts';
import { withApi } from '../with-api.ts';

/** `maios project list` */
export const addProjectList: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('list')
    .description('List projects, newest first.')
    .addOption(outputOption())
    .action(async ({ output }: OutputOptions) => {
      const code = await withApi(deps, async ({ api }) => {
        printView(deps.terminal, output, await api.projects(), (view, columns) =>
          projectListLines(view, columns, deps.now()),
        );
        return 0;
      });
      exit(code);
    });
  examples(command, ['maios project list', 'maios project list -o json']);
};
