import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { hint } from '../output/hint.ts';
import { printNotes, printView } from '../output/print-view.ts';
import { printableLine } from '../output/printable.ts';
import { plain, span } from '../output/span.ts';
import { withSystem } from '../with-system.ts';

/** `maios project input ID "…"` */
export const addProjectInput: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('input')
    .description('Answer the open question of a project, or leave a note for its agents.')
    .argument('<id>', 'name or id of the project')
    .argument('<text>', 'an option of the question or its number, with or without more words; or advice')
    .addOption(outputOption())
    .action(async (id: string, text: string, { output }: OutputOptions) => {
      const code = await withSystem(deps, async ({ api, owner }) => {
        const given = await api.giveInput(id, text);
        printView(deps.terminal, output, given, (view) => [
          plain(view.answered ? printableLine(view.text) : 'noted; nothing was asked, so the agents will read it'),
        ]);
        if (owner !== undefined)
          printNotes(deps.terminal, [[span('go on with: '), hint(`project status ${id} --watch`)]]);
        return 0;
      });
      exit(code);
    });
  examples(command, [
    'maios project input rest-api "retry"',
    'maios project input rest-api 2',
    'maios project input rest-api "retry: the port must be 0 in tests"',
  ]);
};
