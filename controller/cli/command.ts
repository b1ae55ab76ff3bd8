import { type Command, Option } from 'commander';
import type { CliDependencies } from './command-context.ts';
import { outputFormats, type OutputFormat } from './output/print-view.ts';

/** What a command file needs: whom to serve, and where its exit code goes. */
export interface CommandContext {
  readonly deps: CliDependencies;
  readonly exit: (code: number) => void;
}

/** Adds one command to its parent. What is long to load and needed by this one alone, its action imports. */
export type AddCommand = (parent: Command, context: CommandContext) => void;

/** The `-o` of everything that shows something. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to print it').choices(outputFormats).default('table');
}

export interface OutputOptions {
  readonly output: OutputFormat;
}

/** Help that ends with commands to copy. */
export function examples(command: Command, lines: readonly string[]): Command {
  return command.addHelpText('after', () => {
    const program = programOf(command);
    const shown = lines.map((line) => `  $ ${line.replaceAll(/(?<![\w/])maios (?=[a-z])/g, `${program} `)}`);
    return `\nExamples:\n${shown.join('\n')}`;
  });
}

function programOf(command: Command): string {
  return command.parent === null ? command.name() : programOf(command.parent);
}
