import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { followProjects } from '../progress/follow-projects.ts';
import { projectLines } from '../render/project-lines.ts';
import { withSystem } from '../with-system.ts';

interface StatusOptions extends OutputOptions {
  readonly watch?: boolean;
}

/** `maios project status ID [--watch]` */
export const addProjectStatus: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('status')
    .description('Show how a project stands, or follow it until it ends or needs somebody.')
    .argument('<id>', 'name or id of the project')
    .option('-w, --watch', 'follow it')
    .addOption(outputOption())
    .action(async (id: string, { watch = false, output }: StatusOptions) => {
      const code = await withSystem(
        deps,
        async (session) => {
          if (watch) return followProjects(deps, session, { projects: [id], format: output, fromStart: false });
          printView(deps.terminal, output, await session.api.project(id), (view, columns) =>
            projectLines(view, deps.now(), columns),
          );
          return 0;
        },
        { work: watch },
      );
      exit(code);
    });
  examples(command, [
    'maios project status rest-api',
    'maios project status rest-api --watch',
    'maios project status rest-api -o yaml',
  ]);
};
