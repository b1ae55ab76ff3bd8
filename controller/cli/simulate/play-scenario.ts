import type { SimulationReport } from '../../simulate/report/report.ts';
import { createSetting } from '../../simulate/scenario/setting.ts';
import { simulate } from '../../simulate/simulate.ts';
import type { CommandContext, OutputOptions } from '../command.ts';
import type { CliDependencies } from '../command-context.ts';
import { count, duration } from '../output/quantity.ts';
import { printNotes, printView } from '../output/print-view.ts';
import { span } from '../output/span.ts';
import { comparisonLines, type Comparison } from '../render/comparison-lines.ts';
import { simulationLines } from '../render/simulation-lines.ts';
import { printProblems } from '../rules/print-problems.ts';
import { readRuleSets, type RuleSetReading } from '../rules/read-rule-sets.ts';
import { oneAStage } from './one-a-stage.ts';
import { readPlayed, type PlayedFiles } from './read-played.ts';

export interface SimulateOptions extends OutputOptions {
  readonly file: string;
  readonly seed?: number;
  readonly runs?: number;
  readonly rules?: readonly string[];
  readonly against?: readonly string[];
}

/** Plays a scenario, once more beside other rule sets where they are given, and shows what came out; gives the exit code. */
export async function playScenario({ deps }: CommandContext, options: SimulateOptions): Promise<number> {
  const { file, rules = [], against = [], output } = options;
  const { files, problems } = await readPlayed(file, deps);
  if (files === undefined) return printProblems(deps.terminal, problems);
  const { spec } = files.scenario;
  const own = await readRuleSetsIfAny(spec.rules ?? [], { ...deps, workingFolder: files.folder });
  const tried = await readRuleSetsIfAny(rules, deps);
  const other = await readRuleSetsIfAny(against, deps);
  const failed = printProblems(
    deps.terminal,
    [own, tried, other].flatMap((reading) => reading.problems),
  );
  if (failed !== 0) return failed;
  const base = await playOnce(deps, files, options, [own, tried]);
  if (against.length === 0) {
    printView(deps.terminal, output, base, simulationLines);
    return base.passed ? 0 : 1;
  }
  const comparison: Comparison = { base, against: await playOnce(deps, files, options, [own, tried, other]) };
  printView(deps.terminal, output, comparison, comparisonLines);
  return comparison.against.passed ? 0 : 1;
}

// Without a path, readRuleSets reads what comes with maios; here nothing means nothing.
async function readRuleSetsIfAny(paths: readonly string[], place: CliDependencies): Promise<RuleSetReading> {
  return paths.length === 0 ? { ruleSets: [], problems: [] } : oneAStage(await readRuleSets(paths, place));
}

async function playOnce(
  { terminal, now }: CliDependencies,
  { scenario, snapshots }: PlayedFiles,
  { seed, runs }: SimulateOptions,
  rules: readonly RuleSetReading[],
): Promise<SimulationReport> {
  const { spec } = scenario;
  const ruleSets = rules.flatMap((reading) => reading.ruleSets.map(({ resource }) => resource));
  const setting = createSetting(spec, snapshots, ruleSets);
  const began = now();
  const report = await simulate(scenario, setting, { seed: seed ?? spec.seed ?? 1, runs: runs ?? spec.runs ?? 1 });
  const tookMs = Math.max(1, now() - began);
  const perSecond = Math.round((report.projects / tookMs) * 1000).toLocaleString('en');
  const text = `${count(report.projects, 'project')} in ${duration(tookMs)}: ${perSecond} a second`;
  printNotes(terminal, [[span(text, 'dim')]]);
  return report;
}
