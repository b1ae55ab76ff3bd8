import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { countUpTo } from '../count-up-to.ts';
import { printNotes, printView } from '../output/print-view.ts';
import { plain } from '../output/span.ts';
import { projectListLines } from '../render/project-list-lines.ts';
import { withSystemOrEmpty } from '../with-system.ts';

const mostProjects = 1000;

interface ListOptions extends OutputOptions {
  readonly limit: number;
}

/** `maios project list` */
export const addProjectList: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('list')
    .description('List projects, newest first.')
    .option('-n, --limit <count>', `at most this many, 1 to ${mostProjects}`, countUpTo(mostProjects), 100)
    .addOption(outputOption())
    .action(async ({ output, limit }: ListOptions) => {
      const code = await withSystemOrEmpty(deps, output, async ({ api }) => {
        const projects = await api.projects(limit);
        printView(deps.terminal, output, projects, (view, columns) => projectListLines(view, columns, deps.now()));
        if (projects.length === limit) {
          const more = limit < mostProjects ? `; -n ${mostProjects} shows more` : '';
          printNotes(deps.terminal, [plain(`these are the newest ${limit}${more}`)]);
        }
        return 0;
      });
      exit(code);
    });
  examples(command, ['maios project list', 'maios project list -n 5', 'maios project list -o json']);
};
