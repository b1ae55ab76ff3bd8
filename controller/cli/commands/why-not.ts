import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { whyNotLines } from '../render/why-not-lines.ts';
import { withSystem } from '../with-system.ts';

interface WhyNotOptions extends OutputOptions {
  readonly to: string;
}

/** `maios why-not PROJECT[/TASK] --to Complete` */
export const addWhyNotCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('why-not')
    .description(
      'Explain what keeps a project or a task from a phase, and the smallest change that would bring it there.',
    )
    .argument('<id>', 'PROJECT, or PROJECT/TASK')
    .option('--to <phase>', 'a phase, or what could be done about an escalation: retry, reassign, …', 'Complete')
    .addOption(outputOption())
    .action(async (id: string, { to, output }: WhyNotOptions) => {
      const code = await withSystem(deps, async ({ api }) => {
        const view = await api.whyNot(id, to);
        printView(deps.terminal, output, view, whyNotLines);
        return view.answer === 'not-now' ? 1 : 0;
      });
      exit(code);
    });
  examples(command, [
    'maios why-not rest-api                      # why it is not complete yet',
    'maios why-not rest-api/store --to Reassign',
    'maios why-not rest-api/store --to supervise # why the failure was dealt with otherwise',
  ]);
};
