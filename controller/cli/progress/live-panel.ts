import { asCalled } from '../output/hint.ts';
import { type Line, paint } from '../output/span.ts';
import { widthOf } from '../output/width.ts';
import type { Terminal } from '../terminal.ts';

/** Lines at the foot of a terminal that are rewritten in place. */
export interface LivePanel {
  /** Shows the lines that `render` gives, now or within a tenth of a second. */
  draw(render: () => readonly Line[]): void;
  /** Draws once more and leaves the lines where they are. */
  end(): void;
}

const leastMsBetween = 100;
// Terminals that know synchronized output show a frame whole; the others ignore it. https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036
const beginFrame = '\u001B[?2026h';
const endFrame = '\u001B[?2026l';

/** A panel on the terminal's standard output, drawn at most ten times a second. */
export function createLivePanel(terminal: Terminal): LivePanel {
  let shown: readonly number[] = [];
  let latest: (() => readonly Line[]) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (latest === undefined) return;
    const next = frame(asCalled(latest(), terminal.program), shown, terminal);
    shown = next.widths;
    terminal.stdout.write(next.bytes);
    latest = undefined;
  };
  let lastDrawn = 0;
  return {
    draw(render) {
      latest = render;
      if (timer !== undefined) return;
      const wait = Math.max(0, lastDrawn + leastMsBetween - Date.now());
      timer = setTimeout(() => {
        lastDrawn = Date.now();
        flush();
      }, wait);
    },
    end: flush,
  };
}

interface Frame {
  readonly bytes: string;
  /** How many columns each line takes. */
  readonly widths: readonly number[];
}

// Each line is overwritten and only its rest erased, so that nothing blinks.
function frame(lines: readonly Line[], shown: readonly number[], terminal: Terminal): Frame {
  // One column and one row short: the last ones make some terminals wrap or scroll.
  const columns = Math.max(10, terminal.columns() - 1);
  const visible = lines.slice(0, Math.max(1, terminal.rows() - 1));
  const rows = rowsOf(shown, terminal.columns());
  const up = rows === 0 ? '' : `\u001B[${rows}A\r`;
  const body = visible.map((line) => `${paint(line, { columns, color: terminal.color })}\u001B[K\n`).join('');
  return {
    bytes: `${beginFrame}${up}${body}\u001B[J${endFrame}`,
    widths: visible.map((line) => Math.min(columns, widthOf(line.map(({ text }) => text).join('')))),
  };
}

// A terminal that was made narrower since has broken the lines which no longer fit.
function rowsOf(widths: readonly number[], columns: number): number {
  return widths.reduce((rows, width) => rows + Math.max(1, Math.ceil(width / columns)), 0);
}
