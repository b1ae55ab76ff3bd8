import { InvalidArgumentError } from 'commander';
import { type AddCommand, examples, outputOption } from '../command.ts';
import type { SimulateOptions } from '../simulate/play-scenario.ts';

/** `maios simulate` */
export const addSimulateCommand: AddCommand = (parent, context) => {
  const command = parent
    .command('simulate')
    .description(
      'Try rule sets out: the real rules on thousands of projects, with scripted agents and a virtual clock. Nothing is started, nothing is stored.',
    )
    .requiredOption('-f, --file <scenario>', 'the scenario: projects, agents, people, what to expect')
    .option('--seed <number>', 'the luck to play with; the same seed gives the same, to the byte', wholeNumber)
    .option('--runs <number>', 'how often, each with the next seed', wholeNumber)
    .option('--rules <paths...>', 'rule sets that decide in place of those in force: files, folders, REVISION:PATH')
    .option('--against <paths...>', 'play a second time, with these rule sets on top, and compare')
    .addOption(outputOption())
    .action(async (options: SimulateOptions) => {
      const { playScenario } = await import('../simulate/play-scenario.ts');
      context.exit(await playScenario(context, options));
    });
  examples(command, [
    'maios simulate -f specs/examples/simulate/scenario.yaml',
    'maios simulate -f specs/examples/simulate/scenario.yaml --seed 7 --runs 10 -o json',
    'maios simulate -f specs/examples/simulate/scenario.yaml --against my-escalation.yaml',
  ]);
};

function wholeNumber(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number, found "${text}"`);
}
