import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { whyLines } from '../render/why-lines.ts';
import { withSystem } from '../with-system.ts';

/** `maios why ID` */
export const addWhyCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('why')
    .description(
      'Explain: the decision, its rule, the facts that it looked at, and the losing candidates with their scores.',
    )
    .argument('<id>', 'PROJECT, PROJECT/TASK, PROJECT#NUMBER, or the id of a decision')
    .addOption(outputOption())
    .action(async (id: string, { output }: OutputOptions) => {
      const code = await withSystem(deps, async ({ api }) => {
        printView(deps.terminal, output, await api.why(id), whyLines);
        return 0;
      });
      exit(code);
    });
  examples(command, ['maios why rest-api', 'maios why rest-api/store', "maios why 'rest-api#12'"]);
};
