import { resolve } from 'node:path';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { plain } from '../output/span.ts';
import { fetchResult } from '../fetch-result.ts';
import { withSystem } from '../with-system.ts';

interface ResultOptions extends OutputOptions {
  readonly to: string;
}

/** `maios project result ID --to DIR` */
export const addProjectResult: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('result')
    .description("Write a project's work as an ordinary git repository.")
    .argument('<id>', 'name or id of the project')
    .requiredOption('--to <folder>', 'a folder that is absent or empty')
    .addOption(outputOption())
    .action(async (id: string, { to, output }: ResultOptions) => {
      const code = await withSystem(deps, async ({ api, signal }) => {
        const folder = resolve(deps.workingFolder, to);
        const result =
          deps.remote === undefined ? await api.exportResult(id, folder) : await fetchResult(api, id, folder, signal);
        printView(deps.terminal, output, result, ({ folder, commit }) => [plain(`${folder} at ${commit}`)]);
        return 0;
      });
      exit(code);
    });
  examples(command, ['maios project result rest-api --to ./rest-api']);
};
