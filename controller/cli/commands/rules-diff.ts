import { MaiosError } from '../../errors/maios-error.ts';
import type { ReplayReport } from '../../policy/replay/replay-report.ts';
import { durationMs } from '../../policy/time/duration.ts';
import { type AddCommand, type CommandContext, examples, outputOption, type OutputOptions } from '../command.ts';
import { count } from '../output/quantity.ts';
import { printNotes, printView } from '../output/print-view.ts';
import { type Line, plain } from '../output/span.ts';
import { exitInterrupted } from '../progress/follow-projects.ts';
import { rulesDiffLines } from '../render/rules-diff-lines.ts';
import { isOverBudget, readFlipBudget, type FlipBudget } from '../rules/flip-budget.ts';
import { pairRuleSets, type RuleSetPairs } from '../rules/pair-rule-sets.ts';
import type { RulesDiffView } from '../rules/rules-diff-view.ts';
import { placeCauses } from '../rules/place-causes.ts';
import { printProblems } from '../rules/print-problems.ts';
import { withApi } from '../with-api.ts';

interface DiffOptions extends OutputOptions {
  readonly history: string;
  readonly project?: string;
  readonly budget?: string;
}

/** `maios rules diff OLD [NEW]` */
export const addRulesDiff: AddCommand = (parent, context) => {
  const command = parent
    .command('diff')
    .description('Replay recorded decisions: which of them would come out otherwise under changed rules, and why.')
    .argument('<old>', 'a file, a folder, or REVISION:PATH of a git checkout')
    .argument('[new]', 'the same; without it, the first one is the new one, held against what is in force')
    .option('--history <time>', 'how far to look back: 12h, 30d', '30d')
    .option('--project <project>', 'the decisions of one project alone')
    .option('--budget <flips>', 'exit with 1 when more decisions flip than this: 10, or 2%')
    .addOption(outputOption())
    .action(async (first: string, second: string | undefined, options: DiffOptions) => {
      context.exit(await diff(context, [first, second], options));
    });
  examples(command, [
    'maios rules diff rules/escalation.yaml',
    'maios rules diff HEAD~1:rules/escalation.yaml rules/escalation.yaml --history 30d --budget 2%',
  ]);
};

async function diff(
  { deps }: CommandContext,
  [first, second]: readonly [string, string | undefined],
  { history, project, budget: wanted, output }: DiffOptions,
): Promise<number> {
  const since = Math.max(0, deps.now() - readHistory(history));
  const budget = wanted === undefined ? undefined : readBudget(wanted);
  const { readRuleSets } = await import('../rules/read-rule-sets.ts');
  const old = second === undefined ? undefined : await readRuleSets([first], deps);
  const after = await readRuleSets([second ?? first], deps);
  const failed = printProblems(deps.terminal, [...(old?.problems ?? []), ...after.problems]);
  if (failed !== 0) return failed;
  const paired = pairRuleSets(old?.ruleSets, after.ruleSets);
  if (paired.pairs.length === 0) throw nothingInCommon(paired);
  return withApi(deps, async ({ api, signal }) => {
    const reports: ReplayReport[] = [];
    for (const pair of paired.pairs) {
      const next = pair.new.resource;
      const body = pair.old === undefined ? { new: next } : { old: pair.old.resource, new: next };
      const asked = api.replay({ ruleSet: next.metadata.name, since, project }, body, signal);
      const report = await asked.catch((error: unknown) => ifStillWanted(error, signal));
      if (report === undefined) return exitInterrupted;
      reports.push(placeCauses(report, pair));
    }
    const view = viewOf(reports, paired, budget);
    printView(deps.terminal, output, view, rulesDiffLines);
    printNotes(deps.terminal, overBudgetLines(view, wanted));
    return view.overBudget ? 1 : 0;
  });
}

// A call that Ctrl-C broke off fails as if nobody had answered.
function ifStillWanted(error: unknown, { aborted }: AbortSignal): undefined {
  if (!aborted) throw error;
}

function nothingInCommon({ unpaired }: RuleSetPairs): MaiosError {
  const message = `expected a rule set that both sides have, found only one side of ${unpaired.join(', ')}`;
  return new MaiosError('USAGE', message, { fix: 'Name two revisions of the same rule sets.' });
}

function viewOf(
  reports: readonly ReplayReport[],
  { unpaired }: RuleSetPairs,
  budget: FlipBudget | undefined,
): RulesDiffView {
  const overBudget = budget !== undefined && reports.some((report) => isOverBudget(budget, report));
  return { reports, unpaired, budget: budget ?? null, overBudget };
}

function overBudgetLines({ reports, budget }: RulesDiffView, wanted = ''): readonly Line[] {
  const over = budget === null ? [] : reports.filter((report) => isOverBudget(budget, report));
  return over.map(({ ruleSet, flips }) =>
    plain(`${ruleSet}: ${count(flips, 'decision')} would come out otherwise; the budget is ${wanted}`),
  );
}

function readBudget(text: string): FlipBudget {
  const budget = readFlipBudget(text);
  if (budget !== undefined) return budget;
  throw new MaiosError('USAGE', `--budget: expected a number of decisions or a share such as 2%, found "${text}"`);
}

function readHistory(text: string): number {
  if (/^[1-9][0-9]{0,5}(s|m|h|d)$/.test(text)) return durationMs(text);
  throw new MaiosError('USAGE', `--history: expected a time such as 12h or 30d, found "${text}"`);
}
