import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { taskListLines } from '../render/task-list-lines.ts';
import { withApi } from '../with-api.ts';

interface TaskListOptions extends OutputOptions {
  readonly project?: string;
}

/** `maios task list` */
export const addTaskList: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('list')
    .description('List the tasks of the newest projects, or of one.')
    .option('-p, --project <id>', 'only of this project, by name or id')
    .addOption(outputOption())
    .action(async ({ project, output }: TaskListOptions) => {
      const code = await withApi(deps, async ({ api }) => {
        printView(deps.terminal, output, await api.tasks(project), taskListLines);
        return 0;
      });
      exit(code);
    });
  examples(command, ['maios task list', 'maios task list --project rest-api -o json']);
};
