import { Command, CommanderError } from 'commander';
import { MaiosError, toMaiosError } from '../errors/maios-error.ts';
import { type AddCommand, type CommandContext, examples } from './command.ts';
import type { CliDependencies } from './command-context.ts';
import { addAgentCommand } from './commands/agent.ts';
import { addBackupCommand } from './commands/backup.ts';
import { addBeatCommand } from './commands/beat.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addMemoryCommand } from './commands/memory.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addPauseCommands } from './commands/pause.ts';
import { addProjectCommand } from './commands/project.ts';
import { addRestoreCommand } from './commands/restore.ts';
import { addRulesCommand } from './commands/rules.ts';
import { addRunCommand } from './commands/run.ts';
import { addServerCommand } from './commands/server.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addTaskCommand } from './commands/task.ts';
import { addTokenCommand } from './commands/token.ts';
import { addWhyCommand } from './commands/why.ts';
import { addWhyNotCommand } from './commands/why-not.ts';
import { addWorkerCommand } from './commands/worker.ts';
import { errorLines } from './output/error-lines.ts';
import { printNotes } from './output/print-view.ts';
import type { Terminal } from './terminal.ts';

/** The `maios` program. */
export interface Cli {
  /** Runs one command line, without the program's name; gives the exit code. Never throws. */
  run(argv: readonly string[]): Promise<number>;
}

const exitUsage = 2;
const commands: readonly AddCommand[] = [
  addRunCommand,
  addProjectCommand,
  addTaskCommand,
  addAgentCommand,
  addPauseCommands,
  addMemoryCommand,
  addWhyCommand,
  addWhyNotCommand,
  addExplainCommand,
  addRulesCommand,
  addSimulateCommand,
  addServerCommand,
  addWorkerCommand,
  addBeatCommand,
  addTokenCommand,
  addDoctorCommand,
  addBackupCommand,
  addRestoreCommand,
  addMigrateCommand,
];

export function createCli(given: CliDependencies): Cli {
  const deps = { ...given, terminal: sized(given.terminal) };
  return {
    async run(argv) {
      let code = 0;
      const exit = (value: number): void => {
        code = value;
      };
      ignoreClosedPipe(deps);
      const program = createProgram({ deps, exit });
      try {
        await program.parseAsync(argv, { from: 'user' });
        return code;
      } catch (thrown) {
        return report(deps, thrown, () => commandIn(program, argv));
      }
    },
  };
}

/** The program with all its commands; commands report their exit codes to `context.exit`. */
export function createProgram(context: CommandContext): Command {
  const { terminal, version } = context.deps;
  const program = new Command(terminal.program)
    .description('A programmable AI organization: declare who works, how it is decided and what is wanted.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      // Said by `report`, in the form of every other error.
      outputError: () => {},
      getOutHelpWidth: () => Math.max(60, terminal.columns()),
      getErrHelpWidth: () => Math.max(60, terminal.columns()),
      getOutHasColors: () => terminal.color,
      getErrHasColors: () => terminal.color,
    });
  for (const add of commands) add(program, context);
  return examples(program, [
    'maios run -f specs/examples/rest-api          # a rehearsal, without a key',
    'maios run task "Build a REST API for notes"   # with ZAI_API_KEY, or another model',
    'maios project status rest-api --watch         # from a second terminal',
    'maios why rest-api                            # which rule decided what, and from which facts',
  ]);
}

// A terminal that was never told its size says that it is nought wide.
function sized(terminal: Terminal): Terminal {
  return { ...terminal, columns: () => terminal.columns() || 80, rows: () => terminal.rows() || 24 };
}

function report(deps: CliDependencies, thrown: unknown, command: () => string): number {
  if (thrown instanceof CommanderError && isHelp(thrown)) return thrown.code === 'commander.help' ? exitUsage : 0;
  const error = thrown instanceof CommanderError ? usageError(thrown, command()) : toMaiosError(thrown);
  printNotes(deps.terminal, errorLines(error));
  return error.row.exit;
}

function isHelp({ code }: CommanderError): boolean {
  return code === 'commander.helpDisplayed' || code === 'commander.version' || code === 'commander.help';
}

function usageError({ message }: CommanderError, command: string): MaiosError {
  return new MaiosError('USAGE', message.replace(/^error: /, ''), { fix: `See \`${command} --help\`.` });
}

/** The command that the words name, as far as they name one: `maios project status`. */
function commandIn(program: Command, argv: readonly string[]): string {
  const [word, ...rest] = argv;
  const named = program.commands.find((command) => command.name() === word);
  return named === undefined ? program.name() : `${program.name()} ${commandIn(named, rest)}`;
}

// `maios project list | head -1` closes the pipe early; that is no fault of anybody.
function ignoreClosedPipe({ terminal }: CliDependencies): void {
  terminal.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
