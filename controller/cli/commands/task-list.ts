import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { taskListLines } from '../render/task-list-lines.ts';
import type { Session } from '../with-api.ts';
import { withSystem, withSystemOrEmpty } from '../with-system.ts';

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
      const list = async ({ api }: Session): Promise<number> => {
        printView(deps.terminal, output, await api.tasks(project), taskListLines);
        return 0;
      };
      exit(await (project === undefined ? withSystemOrEmpty(deps, output, list) : withSystem(deps, list)));
    });
  examples(command, ['maios task list', 'maios task list --project rest-api -o json']);
};
