import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printView } from '../output/print-view.ts';
import { doctorLines } from '../render/doctor-lines.ts';

/** `maios doctor` */
export const addDoctorCommand: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('doctor')
    .description(
      'Look at everything that maios stands on with these settings, and say how to mend what is not well. Changes nothing.',
    )
    .addOption(outputOption())
    .action(async ({ output }: OutputOptions) => {
      const results = await deps.examine();
      printView(deps.terminal, output, results, doctorLines);
      exit(results.some(({ status }) => status === 'failed') ? 1 : 0);
    });
  examples(command, ['maios doctor', 'maios doctor -o json', 'docker compose exec worker maios doctor']);
};
