import { formatPlace } from '../../errors/maios-error.ts';
import { testRuleSet } from '../../policy/testing/test-rule-set.ts';
import { type AddCommand, examples } from '../command.ts';
import { printLines } from '../output/print-view.ts';
import { plain } from '../output/span.ts';
import { printProblems } from '../rules/print-problems.ts';
import { readRuleSets } from '../rules/read-rule-sets.ts';

/** `maios rules test [PATHS…]` */
export const addRulesTest: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('test')
    .description('Run the tests that rule sets carry.')
    .argument('[paths...]', 'files, folders, or REVISION:PATH of a git checkout; else the rules that come with maios')
    .action(async (paths: readonly string[]) => {
      const { ruleSets, problems } = await readRuleSets(paths, deps);
      let code = printProblems(deps.terminal, problems);
      for (const { resource, locate } of ruleSets) {
        const report = testRuleSet(resource);
        const failed = report.problems === undefined ? report.results.filter(({ passed }) => !passed) : [];
        if (failed.length > 0) code = 1;
        printLines(deps.terminal, [
          plain(`${resource.metadata.name}: ${failed.length === 0 ? 'passed' : `${failed.length} failed`}`),
          ...failed.flatMap(({ name, failures }) =>
            failures.map(({ at, message }) =>
              plain(`  ${name}: ${message} at ${formatPlace(locate(['spec', ...at]))}`),
            ),
          ),
        ]);
      }
      exit(code);
    });
  examples(command, ['maios rules test', 'maios rules test rules', 'maios rules test HEAD~1:rules']);
};
