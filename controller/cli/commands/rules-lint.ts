import { resolve } from 'node:path';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { count } from '../output/quantity.ts';
import { printNotes, printView } from '../output/print-view.ts';
import { plain } from '../output/span.ts';
import { lintLines } from '../rules/lint-lines.ts';
import { printProblems } from '../rules/print-problems.ts';
import { saveCases } from '../rules/save-cases.ts';

interface LintOptions extends OutputOptions {
  readonly strict?: boolean;
  readonly save?: string;
}

/** `maios rules lint [PATHS…]` */
export const addRulesLint: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('lint')
    .description('Find rules that never speak, contradict each other, leave gaps or go round in circles.')
    .argument('[paths...]', 'files, folders, or REVISION:PATH of a git checkout; else the rules that come with maios')
    .option('--strict', 'fail on warnings too')
    .option('--save <file>', 'add the cases that show the findings to a file, as a list')
    .addOption(outputOption())
    .action(async (paths: readonly string[], { strict = false, save, output }: LintOptions) => {
      const { lintRuleSets } = await import('../rules/lint-report.ts');
      const { readRuleSets } = await import('../rules/read-rule-sets.ts');
      const { ruleSets, problems } = await readRuleSets(paths, deps);
      const code = printProblems(deps.terminal, problems);
      const findings = await lintRuleSets(ruleSets, deps);
      // Of nothing that could be read, nothing is said to people.
      if (ruleSets.length > 0 || output !== 'table') {
        printView(deps.terminal, output, findings, (found, columns) => lintLines(found, ruleSets, columns));
      }
      if (save !== undefined) {
        const saved = await saveCases(resolve(deps.workingFolder, save), findings);
        printNotes(deps.terminal, [plain(`added ${count(saved, 'case')} to ${save}`)]);
      }
      const isBad = findings.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
      exit(isBad ? 1 : code);
    });
  examples(command, [
    'maios rules lint',
    'maios rules lint rules/phases.yaml --strict',
    'maios rules lint rules --save found.yaml',
    'maios rules lint HEAD~1:rules -o json',
  ]);
};
