import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { agentListLines } from '../render/agent-list-lines.ts';
import { withApi } from '../with-api.ts';

/** `maios agent list` */
export const addAgentList: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('list')
    .description(
      'List agents: role, load, successes and failures, the lower bound of their success rate, time and cost.',
    )
    .addOption(outputOption())
    .action(async ({ output }: OutputOptions) => {
      const code = await withApi(deps, async ({ api }) => {
        printView(deps.terminal, output, await api.agents(), agentListLines);
        return 0;
      });
      exit(code);
    });
  examples(command, ['maios agent list', 'maios agent list -o yaml']);
};
