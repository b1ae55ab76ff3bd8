import { printLines } from '../output/print-view.ts';
import { type Line, plain } from '../output/span.ts';
import type { Terminal } from '../terminal.ts';
import { eventLine } from './event-line.ts';
import type { Follower } from './follow-project.ts';
import { createLivePanel } from './live-panel.ts';
import type { Progress } from './progress.ts';
import { renderProgress } from './render-progress.ts';

/** A follower that shows, and what ends it. */
export interface Display extends Follower {
  end(): void;
}

/** A panel where it can be redrawn; else one line an event. `prefix` tells projects apart that are followed together. */
export function createDisplay(terminal: Terminal, now: () => number, prefix = ''): Display {
  return terminal.isTty ? panelDisplay(terminal, now) : lineDisplay(terminal, prefix);
}

function panelDisplay(terminal: Terminal, now: () => number): Display {
  const panel = createLivePanel(terminal);
  const draw = (state: Progress): void =>
    panel.draw(() => renderProgress(state, { now: now(), rows: terminal.rows() }));
  return { onEvent: (_event, state) => draw(state), onState: draw, end: () => panel.end() };
}

/** One line an event, each behind `prefix`. */
export function lineDisplay(
  terminal: Terminal,
  prefix = '',
  tell = (lines: readonly Line[]): void => printLines(terminal, lines),
): Display {
  const subjects = new Map<string, string>();
  return {
    onEvent(event, state) {
      if (event.type === 'RunQueued' || event.type === 'RunStarted') subjects.set(event.data.run, event.data.subject);
      const subjectOfRun = (run: string): string => subjects.get(run) ?? subjectIn(state, run);
      const line = eventLine(event, { startedAt: state.startedAt, subjectOfRun });
      tell([plain(`${prefix}${line}`)]);
    },
    onState() {},
    end() {},
  };
}

function subjectIn(state: Progress, run: string): string {
  return state.tasks.find((task) => task.active?.run === run)?.name ?? 'project';
}
