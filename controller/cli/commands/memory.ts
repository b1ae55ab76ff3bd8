import type { Command } from 'commander';
import { type AddCommand, type CommandContext, examples, outputOption, type OutputOptions } from '../command.ts';
import { countUpTo } from '../count-up-to.ts';
import { printView } from '../output/print-view.ts';
import { memoryLines } from '../render/memory-lines.ts';
import { withSystemOrEmpty } from '../with-system.ts';

/** `maios memory …` */
export const addMemoryCommand: AddCommand = (parent, context) => {
  const command = parent.command('memory').description('Ask what was learnt.');
  addMemorySearch(command, context);
  examples(command, ['maios memory search "flaky test"']);
};

interface SearchOptions extends OutputOptions {
  readonly limit: number;
}

function addMemorySearch(parent: Command, { deps, exit }: CommandContext): void {
  const command = parent
    .command('search')
    .description('Find lessons and decisions by meaning, nearest first.')
    .argument('<query>', 'what it should be about')
    .option('-n, --limit <count>', 'at most this many, 1 to 100', countUpTo(100), 10)
    .addOption(outputOption())
    .action(async (query: string, { limit, output }: SearchOptions) => {
      const code = await withSystemOrEmpty(deps, output, async ({ api }) => {
        printView(deps.terminal, output, await api.searchMemory(query, limit), memoryLines);
        return 0;
      });
      exit(code);
    });
  examples(command, ['maios memory search "why do port tests fail"', 'maios memory search "router" -n 3 -o json']);
}
