import type { CliDependencies } from '../command-context.ts';
import { printLines, shownColumns } from '../output/print-view.ts';
import { type Line, plain } from '../output/span.ts';
import { followProject } from '../progress/follow-project.ts';
import { exitCodeOf, followProjects } from '../progress/follow-projects.ts';
import { type Display, lineDisplay } from '../progress/show-progress.ts';
import { endLines } from '../render/end-lines.ts';
import type { Session } from '../with-api.ts';

/** What the prompt remembers between lines. */
export interface ReplState {
  readonly deps: CliDependencies;
  readonly session: Session;
  /** The id of the project that is meant when none is named. */
  readonly current: string | undefined;
  /** Makes it the current one, and tells what happens in it: from its start, or from now on. */
  follow(id: string, from: 'start' | 'now'): void;
  /** Tells again what happens in the current one, where that had come to rest. */
  goOn(): void;
  /** Follows it until it rests, or `stopWatching`. */
  watch(project: string): Promise<void>;
  /** Whether there was a watch to stop. */
  stopWatching(): boolean;
  /** Waits until the current project rests; gives its exit code. */
  rest(): Promise<number>;
  /** Stops telling. */
  end(): Promise<void>;
}

/** `tell` prints lines without breaking the prompt. */
export function createReplState(
  deps: CliDependencies,
  session: Session,
  tell: (lines: readonly Line[]) => void,
): ReplState {
  let current: string | undefined;
  let telling: Telling | undefined;
  let watching: AbortController | undefined;
  const follow = (id: string, from: 'start' | 'now'): void => {
    telling?.stop.abort();
    current = id;
    telling = startTelling(deps, session, { id, from, tell });
  };
  return {
    deps,
    session,
    get current() {
      return current;
    },
    follow,
    goOn() {
      if (current !== undefined && telling?.ended() !== false) follow(current, 'now');
    },
    async watch(project) {
      if (!deps.terminal.isInteractive && project === current && telling !== undefined) {
        await telling.done;
        return;
      }
      telling?.stop.abort();
      watching = new AbortController();
      const signal = AbortSignal.any([session.signal, watching.signal]);
      try {
        await followProjects(deps, { ...session, signal }, { projects: [project], format: 'table', fromStart: false });
      } finally {
        watching = undefined;
      }
    },
    stopWatching() {
      watching?.abort();
      return watching !== undefined;
    },
    rest: () => telling?.done ?? Promise.resolve(0),
    async end() {
      telling?.stop.abort();
      await telling?.done;
    },
  };
}

interface Telling {
  readonly stop: AbortController;
  readonly done: Promise<number>;
  ended(): boolean;
}

interface Told {
  readonly id: string;
  readonly from: 'start' | 'now';
  readonly tell: (lines: readonly Line[]) => void;
}

function startTelling(deps: CliDependencies, session: Session, told: Told): Telling {
  const stop = new AbortController();
  const signal = AbortSignal.any([session.signal, stop.signal]);
  let ended = false;
  const done = tellAll(deps, session, told, signal).finally(() => {
    ended = true;
  });
  return { stop, done, ended: () => ended };
}

async function tellAll(
  deps: CliDependencies,
  { api }: Session,
  { id, from, tell }: Told,
  signal: AbortSignal,
): Promise<number> {
  try {
    const view = await api.project(id, signal);
    const rest = await followProject(api, view, quietDisplay(deps, tell), {
      since: from === 'start' ? 0 : view.lastSeq,
      signal,
    });
    if (rest === undefined) return 0;
    const last = await api.project(id);
    tell(endLines(last, deps.now(), shownColumns(deps.terminal), 'prompt'));
    return exitCodeOf(rest, last);
  } catch (error) {
    if (!signal.aborted) tell([plain(`stopped following: ${error instanceof Error ? error.message : String(error)}`)]);
    return signal.aborted ? 0 : 1;
  }
}

// Beside a prompt, single steps are too much.
function quietDisplay({ terminal }: CliDependencies, tell: (lines: readonly Line[]) => void): Display {
  const display = lineDisplay(terminal, '', tell);
  return {
    ...display,
    onEvent(event, state) {
      if (event.type !== 'StepRecorded' && event.type !== 'RunQueued') display.onEvent(event, state);
    },
  };
}

/** Tells lines where there is no prompt to break. */
export function tellPlainly({ terminal }: CliDependencies): (lines: readonly Line[]) => void {
  return (lines) => printLines(terminal, lines);
}
