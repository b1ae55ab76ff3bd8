import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { errorOfProblem } from '../../api/problem.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import type { ApiClient, SourceReport } from '../api-client.ts';
import { type AddCommand, type CommandContext, examples, outputOption, type OutputOptions } from '../command.ts';
import type { CliDependencies } from '../command-context.ts';
import { errorLines } from '../output/error-lines.ts';
import { printNotes } from '../output/print-view.ts';
import { count } from '../output/quantity.ts';
import { type Line, plain } from '../output/span.ts';
import { followProjects } from '../progress/follow-projects.ts';
import { sendSpecs } from '../send-specs.ts';
import { withApi } from '../with-api.ts';
import { addRunInteractive } from './run-interactive.ts';
import { addRunTask } from './run-task.ts';

interface RunOptions extends OutputOptions {
  readonly file?: string;
  readonly source: 'files' | 'git';
  readonly again?: boolean;
  readonly allowUnsafeSandbox?: boolean;
}

/** `maios run`: starts work and follows it. */
export const addRunCommand: AddCommand = (parent, context) => {
  const command = parent
    .command('run')
    .description('Start work and follow it: declared in a folder of specs, or asked for in words.')
    .option('-f, --file <specs>', 'a folder of specs, or one file')
    .addOption(
      new Option('--source <kind>', 'what counts: the files, or the commit checked out')
        .choices(['files', 'git'])
        .default('files'),
    )
    .option('--again', 'start anew what ran before unchanged')
    .option('--allow-unsafe-sandbox', 'let a real model run code without isolation')
    .addOption(outputOption())
    // Told by ourselves: that a word is no command says more than how many arguments there are.
    .allowExcessArguments()
    .action(async (options: RunOptions, self: Command) => context.exit(await runSpecs(context, options, self)));
  addRunTask(command, context);
  addRunInteractive(command, context);
  examples(command, [
    'maios run -f specs/examples/rest-api',
    'maios run -f specs --source git',
    'maios run -f specs/examples/rest-api --again -o json',
  ]);
};

async function runSpecs({ deps }: CommandContext, options: RunOptions, self: Command): Promise<number> {
  const { file, source, again = false, output, allowUnsafeSandbox = false } = options;
  if (file === undefined) throw nothingToRun(self);
  const path = resolve(deps.workingFolder, file);
  // Told before a data folder is made for nothing.
  if (!existsSync(path)) throw nothingThere(path);
  return withApi(
    deps,
    async (session) => {
      const report = await declare(deps, session.api, { source, path, again });
      const refused = tellProblems(deps, report);
      printNotes(deps.terminal, appliedLines(report));
      if (report.projects.length === 0) return refused ?? 0;
      const projects = report.projects.map((project) => project.id);
      const code = await followProjects(deps, session, { projects, format: output, fromStart: true });
      return code === 0 ? (refused ?? 0) : code;
    },
    { work: true, declaresFirst: true, allowUnsafeSandbox },
  );
}

// A server elsewhere cannot read this folder: what is in it now is sent. One that is here watches it from now on.
async function declare(
  deps: CliDependencies,
  api: ApiClient,
  { source, path, again }: { readonly source: 'files' | 'git'; readonly path: string; readonly again: boolean },
): Promise<SourceReport> {
  if (deps.remote === undefined) return api.addSource({ kind: source, path, again });
  if (source === 'files') return sendSpecs(deps, api, path, again);
  throw new MaiosError('USAGE', '--source git: expected a server on this machine, found one elsewhere', {
    fix: 'Leave --source out: the files that are checked out are sent.',
  });
}

function nothingToRun({ args }: Command): MaiosError {
  const found = args[0] === undefined ? '' : `, found "${args[0]}"`;
  return new MaiosError('USAGE', `run: expected task, interactive or -f SPECS${found}`, {
    fix: 'See `maios run --help`.',
  });
}

function nothingThere(path: string): MaiosError {
  return new MaiosError('NOT_FOUND', `run: expected a folder or file of specs, found nothing at ${path}`, {
    fix: 'Correct the path after -f.',
  });
}

// More of them have one cause as a rule, and would hide what comes after.
const mostErrors = 50;

/** Each refused document by itself; the exit code of the first. */
function tellProblems({ terminal }: CliDependencies, { problems }: SourceReport): number | undefined {
  const errors = problems.map(errorOfProblem);
  for (const error of errors.slice(0, mostErrors)) printNotes(terminal, errorLines(error));
  const left = errors.length - mostErrors;
  if (left > 0) printNotes(terminal, [plain(`and ${count(left, 'more problem')}`)]);
  return errors[0]?.row.exit;
}

function appliedLines({ applied, problems, projects, revision }: SourceReport): readonly Line[] {
  // What could not be read at all has been told as a problem.
  if (applied.length === 0 && problems.length > 0) return [];
  const changed = applied.filter((one) => one.change !== 'unchanged').length;
  const known = projects.filter((project) => !project.created).map((project) => project.name);
  return [
    plain(`${count(applied.length, 'resource')} declared, ${changed} new or changed, at ${revision.slice(0, 12)}`),
    ...(known.length === 0
      ? []
      : [plain(`unchanged since it was started before: ${known.join(', ')} (--again starts anew)`)]),
    ...(projects.length === 0
      ? [plain(problems.length === 0 ? 'no project is declared there' : 'no project was started')]
      : []),
  ];
}
