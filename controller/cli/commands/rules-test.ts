import { InvalidArgumentError } from 'commander';
import { type AddCommand, examples, outputOption, type OutputOptions } from '../command.ts';
import { printNotes, printView, shownColumns } from '../output/print-view.ts';
import { type Line, plain, span } from '../output/span.ts';
import { caseYaml } from '../rules/case-yaml.ts';
import { printProblems } from '../rules/print-problems.ts';
import { percent, testLines } from '../rules/test-lines.ts';
import type { TestReport } from '../rules/test-report.ts';

interface TestOptions extends OutputOptions {
  readonly coverage?: boolean;
  readonly mutate?: boolean;
  readonly generate?: boolean;
  readonly minCoverage?: number;
  readonly minScore?: number;
}

/** `maios rules test [PATHS…]` */
export const addRulesTest: AddCommand = (parent, { deps, exit }) => {
  const command = parent
    .command('test')
    .description('Run the cases that rule sets carry, and measure how much they would notice.')
    .argument('[paths...]', 'files, folders, or REVISION:PATH of a git checkout; else the rules that come with maios')
    .option('--coverage', 'which comparisons the cases saw true and false')
    .option('--mutate', 'plant small faults, one by one: which of them do the cases notice?')
    .option('--generate', 'print cases on both sides of every comparison, as YAML, for you to review')
    .option('--min-coverage <percent>', 'fail when fewer outcomes of comparisons are covered', percentage)
    .option('--min-score <percent>', 'fail when fewer of the planted faults are noticed', percentage)
    .addOption(outputOption())
    .action(async (paths: readonly string[], options: TestOptions) => {
      const { readRuleSets } = await import('../rules/read-rule-sets.ts');
      const { reportTests } = await import('../rules/test-report.ts');
      const { ruleSets, problems } = await readRuleSets(paths, deps);
      const code = printProblems(deps.terminal, problems);
      const reports = ruleSets.map((ruleSet) => reportTests(ruleSet, wantedBy(options)));
      if (options.generate === true && options.output === 'table') {
        deps.terminal.stdout.write(reports.map(generatedText).join(''));
        printNotes(deps.terminal, testLines(reports, shownColumns(deps.terminal)));
      } else printView(deps.terminal, options.output, reports, testLines);
      const lacks = reports.flatMap((report) => lacksOf(report, options));
      printNotes(deps.terminal, lacks);
      const isGood = lacks.length === 0 && reports.every(({ failed }) => failed.length === 0);
      exit(isGood ? code : 1);
    });
  examples(command, [
    'maios rules test',
    'maios rules test rules/phases.yaml --coverage --mutate',
    'maios rules test rules --min-coverage 100 --min-score 95   # in CI',
    'maios rules test rules/phases.yaml --generate > more-cases.yaml',
    'maios rules test HEAD~1:rules -o json',
  ]);
};

function wantedBy({ coverage, mutate, generate, minCoverage, minScore }: TestOptions) {
  return {
    coverage: coverage === true || minCoverage !== undefined,
    mutate: mutate === true || minScore !== undefined,
    generate: generate === true,
  };
}

function percentage(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('Expected a percentage from 0 to 100.');
}

function generatedText({ ruleSet, generated = [] }: TestReport): string {
  if (generated.length === 0) return '';
  return `# ${ruleSet}: what its rules say now; keep a case where that is meant, and name it for what it shows.\n${caseYaml(generated)}`;
}

function lacksOf({ ruleSet, coverage, mutation }: TestReport, options: TestOptions): readonly Line[] {
  return [
    ...lack(`${ruleSet}: coverage of conditions`, coverage?.share, options.minCoverage),
    ...lack(`${ruleSet}: mutation score`, mutation?.score, options.minScore),
  ];
}

// 58 of 100 times 100 are a little less than 58.
const rounding = 1e-9;

// Without a score since a case failed, the failure is told and no lack besides.
function lack(what: string, share: number | undefined, least: number | undefined): readonly Line[] {
  if (least === undefined || share === undefined || share * 100 >= least - rounding) return [];
  return [[span('too low ', 'bad'), ...plain(`${what}: expected at least ${least} %, found ${percent(share)}`)]];
}
