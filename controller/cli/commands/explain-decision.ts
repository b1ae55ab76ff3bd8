import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { explanationLines } from '../render/explanation-lines.ts';
import { withSystem } from '../with-system.ts';

/** `maios explain decision ID` */
export const addExplainDecision: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('decision')
    .description('Show what became of each condition of each rule: true, false, missing, or not evaluated.')
    .argument('<id>', 'PROJECT#NUMBER, or the id of a decision')
    .addOption(outputOption())
    .action(async (id: string, { output }: OutputOptions) => {
      const code = await withSystem(deps, async ({ api }) => {
        printView(deps.terminal, output, await api.explainDecision(id), explanationLines);
        return 0;
      });
      exit(code);
    });
  examples(command, ["maios explain decision 'rest-api#12'", "maios explain decision 'rest-api#12' -o json"]);
};
