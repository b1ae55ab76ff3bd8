import { resolve } from 'node:path';
import { errorOfProblem } from '../../api/problem.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { errorLines } from '../output/error-lines.ts';
import { printLines, printNotes, shownColumns } from '../output/print-view.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, plain } from '../output/span.ts';
import { agentListLines } from '../render/agent-list-lines.ts';
import { projectLines } from '../render/project-lines.ts';
import { projectListLines } from '../render/project-list-lines.ts';
import { taskLogLines } from '../render/task-log-lines.ts';
import { whyLines } from '../render/why-lines.ts';
import type { ReplState } from './repl-state.ts';

/** One word of the prompt. `rest` is what stands behind it on the line. */
export interface ReplCommand {
  readonly words: readonly string[];
  readonly takes: string;
  readonly meaning: string;
  run(state: ReplState, rest: string): Promise<void>;
}

/** Everything that the prompt understands, besides help and quit. */
export const replCommands: readonly ReplCommand[] = [
  {
    words: ['start'],
    takes: 'REQUEST',
    meaning: 'start a project; it becomes the current one, and others are told of no more until `use`',
    async run(state, rest) {
      const { id, name } = await state.session.api.startProject({ request: required(rest, 'start REQUEST') });
      say(state, [plain(`started ${name}`)]);
      state.follow(id, 'start');
    },
  },
  {
    words: ['run'],
    takes: 'SPECS',
    meaning: 'start what a folder of specs declares',
    async run(state, rest) {
      const path = resolve(state.deps.workingFolder, required(rest, 'run SPECS'));
      const report = await state.session.api.addSource({ kind: 'files', path, again: false });
      for (const problem of report.problems) printNotes(state.deps.terminal, errorLines(errorOfProblem(problem)));
      for (const { id, name, created } of report.projects) {
        say(state, [plain(created ? `started ${name}` : `${name} was started before, and is unchanged`)]);
        state.follow(id, created ? 'start' : 'now');
      }
    },
  },
  {
    words: ['use'],
    takes: 'PROJECT',
    meaning: 'make it the current one, and tell what happens in it',
    async run(state, rest) {
      const { id, name } = await state.session.api.project(required(rest, 'use PROJECT'));
      say(state, [plain(`now: ${name}`)]);
      state.follow(id, 'now');
    },
  },
  {
    words: ['watch'],
    takes: '[PROJECT]',
    meaning: 'follow it until it ends or needs you; Ctrl-C goes back to the prompt',
    run: (state, rest) => state.watch(target(state, rest)),
  },
  {
    words: ['status'],
    takes: '[PROJECT]',
    meaning: 'how it stands',
    run: async (state, rest) =>
      say(state, projectLines(await state.session.api.project(target(state, rest)), state.deps.now(), columns(state))),
  },
  {
    words: ['list'],
    takes: '',
    meaning: 'all projects',
    run: async (state) =>
      say(state, projectListLines(await state.session.api.projects(), columns(state), state.deps.now())),
  },
  {
    words: ['answer', 'input'],
    takes: 'TEXT',
    meaning: 'answer the open question of the current project, by a word or a number, or leave a note',
    async run(state, rest) {
      const given = await state.session.api.giveInput(target(state, ''), required(rest, 'answer TEXT'));
      say(state, [plain(given.answered ? printableLine(given.text) : 'noted; nothing was asked')]);
      state.goOn();
    },
  },
  {
    words: ['cancel'],
    takes: '[PROJECT]',
    meaning: 'end it before it is complete',
    async run(state, rest) {
      await state.session.api.cancel(target(state, rest));
      say(state, [plain('cancelled; its work so far is kept')]);
      state.goOn();
    },
  },
  {
    words: ['suspend'],
    takes: '[PROJECT]',
    meaning: 'start nothing new in it',
    async run(state, rest) {
      await state.session.api.suspend(target(state, rest));
      say(state, [plain('suspended; resume goes on with it')]);
    },
  },
  {
    words: ['resume'],
    takes: '[PROJECT]',
    meaning: 'go on with it',
    async run(state, rest) {
      await state.session.api.resume(target(state, rest));
      say(state, [plain('resumed')]);
      state.goOn();
    },
  },
  {
    words: ['why'],
    takes: '[ID]',
    meaning: 'which rules decided what, and from which facts',
    run: async (state, rest) => say(state, whyLines(await state.session.api.why(target(state, rest)), columns(state))),
  },
  {
    words: ['logs'],
    takes: '[TASK]',
    meaning: 'what was done, step by step',
    async run(state, rest) {
      const task = rest === '' || rest.includes('/') ? rest : `${target(state, '')}/${rest}`;
      say(state, taskLogLines(await state.session.api.taskLogs(target(state, task), ''), columns(state)));
    },
  },
  {
    words: ['agents'],
    takes: '',
    meaning: 'who works, with the evidence of their work',
    run: async (state) => say(state, agentListLines(await state.session.api.agents(), columns(state))),
  },
];

function say({ deps }: ReplState, lines: readonly Line[]): void {
  printLines(deps.terminal, lines);
}

function columns({ deps }: ReplState): number {
  return shownColumns(deps.terminal);
}

function target({ current }: ReplState, rest: string): string {
  if (rest !== '') return rest;
  if (current !== undefined) return current;
  throw new MaiosError('USAGE', 'expected a project: none is current yet', {
    fix: 'Start one with `start REQUEST`, or `use PROJECT`.',
  });
}

function required(rest: string, usage: string): string {
  if (rest !== '') return unquoted(rest);
  throw new MaiosError('USAGE', `expected: ${usage}`, { fix: 'See `help`.' });
}

// People quote as in a shell.
function unquoted(text: string): string {
  return /^(["']).*\1$/su.test(text) ? text.slice(1, -1) : text;
}
