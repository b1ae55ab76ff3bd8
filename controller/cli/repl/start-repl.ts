import { createInterface, type Interface } from 'node:readline';
import { didYouMean } from '../../errors/did-you-mean.ts';
import { MaiosError, toMaiosError } from '../../errors/maios-error.ts';
import type { CliDependencies } from '../command-context.ts';
import { errorLines } from '../output/error-lines.ts';
import { printLines, printNotes } from '../output/print-view.ts';
import { type Line, plain, span } from '../output/span.ts';
import type { Session } from '../with-api.ts';
import { type ReplCommand, replCommands } from './repl-commands.ts';
import { createReplState, type ReplState, tellPlainly } from './repl-state.ts';

const leaving = new Set(['quit', 'exit']);

/** Reads commands, one a line, until `quit` or the end of the input. Gives the exit code. */
export async function startRepl(deps: CliDependencies, session: Session): Promise<number> {
  const { terminal } = deps;
  const prompt = createPrompt(deps);
  const state = createReplState(deps, session, terminal.isInteractive ? tellAbove(deps, prompt) : tellPlainly(deps));
  leaveAtSecondInterrupt(deps, prompt, state);
  session.signal.addEventListener('abort', () => prompt.close(), { once: true });
  if (terminal.isInteractive) printLines(terminal, [plain('start REQUEST begins a project; help lists everything.')]);
  try {
    return await readCommands(state, prompt);
  } finally {
    prompt.close();
    await state.end();
  }
}

// Ctrl-C clears what was typed, as in a shell, or stops watching, or says how to leave; one more, with no command between
// them, leaves.
function leaveAtSecondInterrupt(deps: CliDependencies, prompt: Interface, state: ReplState): void {
  let warned = false;
  prompt.on('line', () => {
    warned = false;
  });
  prompt.on('SIGINT', () => {
    if (prompt.line !== '') return clearLine(prompt);
    if (warned) return prompt.close();
    if (!state.stopWatching()) {
      warned = true;
      printLines(deps.terminal, [plain(''), plain('Ctrl-C once more, or quit, leaves; the work is kept')]);
    }
    ask(deps, prompt);
  });
}

function clearLine(prompt: Interface): void {
  prompt.write(null, { ctrl: true, name: 'e' });
  prompt.write(null, { ctrl: true, name: 'u' });
}

async function readCommands(state: ReplState, prompt: Interface): Promise<number> {
  const { terminal } = state.deps;
  let code = 0;
  ask(state.deps, prompt);
  for await (const line of prompt) {
    const [word = '', ...rest] = line.trim().split(/\s+/u);
    if (leaving.has(word)) return code;
    // Whoever types sees what went wrong; a script is told at its end.
    const failed = await runLine(state, word, rest.join(' '));
    if (!terminal.isInteractive) code = failed ?? code;
    ask(state.deps, prompt);
  }
  if (terminal.isInteractive) printLines(terminal, [plain('')]);
  // What was piped in has been read; what it started is seen to its end.
  return terminal.isInteractive || state.session.signal.aborted ? code : Math.max(code, await state.rest());
}

/** The exit code of a line that failed. */
async function runLine(state: ReplState, word: string, rest: string): Promise<number | undefined> {
  if (word === '' || word.startsWith('#')) return undefined;
  const { terminal } = state.deps;
  if (word === 'help' || word === '?') {
    printLines(terminal, helpLines());
    return undefined;
  }
  try {
    await commandOf(word).run(state, rest);
    return undefined;
  } catch (thrown) {
    const error = toMaiosError(thrown);
    printNotes(terminal, errorLines(error));
    return error.row.exit;
  }
}

function commandOf(word: string): ReplCommand {
  const command = replCommands.find(({ words }) => words.includes(word));
  if (command !== undefined) return command;
  const known = [...replCommands.flatMap(({ words }) => words), ...leaving, 'help'];
  throw new MaiosError('USAGE', `there is no command "${word}"${didYouMean(word, known)}`, { fix: 'See `help`.' });
}

function helpLines(): readonly Line[] {
  const lines = replCommands.map(({ words, takes, meaning }): Line => [
    span(`  ${`${words.join('|')} ${takes}`.padEnd(24)}`, 'bold'),
    span(meaning),
  ]);
  return [
    ...lines,
    [span(`  ${'quit'.padEnd(24)}`, 'bold'), span('leave; the work is kept, and goes on when maios is started again')],
  ];
}

function createPrompt({ terminal }: CliDependencies): Interface {
  const { stdin, stdout, isInteractive } = terminal;
  const prompt = createInterface({
    input: stdin,
    terminal: isInteractive,
    ...(isInteractive ? { output: stdout } : {}),
  });
  prompt.setPrompt(isInteractive ? 'maios> ' : '');
  return prompt;
}

// Input that was piped in can be at its end, and the prompt closed, while its lines are still being carried out.
function ask({ terminal }: CliDependencies, prompt: Interface): void {
  if (terminal.isInteractive) prompt.prompt();
}

// What happens meanwhile is printed above the line that is being typed, which is then written again.
function tellAbove({ terminal }: CliDependencies, prompt: Interface): (lines: readonly Line[]) => void {
  return (lines) => {
    terminal.stdout.write('\r\u001B[K');
    printLines(terminal, lines);
    prompt.prompt(true);
  };
}
