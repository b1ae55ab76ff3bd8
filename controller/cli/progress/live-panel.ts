import { type Line, paint } from '../output/span.ts';
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
  let shown = 0;
  let latest: (() => readonly Line[]) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (latest === undefined) return;
    const text = frame(latest(), shown, terminal);
    shown = text.lines;
    terminal.stdout.write(text.bytes);
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

// Each line is overwritten and only its rest erased, so that nothing blinks.
function frame(lines: readonly Line[], shown: number, terminal: Terminal): { bytes: string; lines: number } {
  // One column and one row short: the last ones make some terminals wrap or scroll.
  const columns = Math.max(10, terminal.columns() - 1);
  const visible = lines.slice(0, Math.max(1, terminal.rows() - 1));
  const up = shown === 0 ? '' : `\u001B[${shown}A\r`;
  const body = visible.map((line) => `${paint(line, { columns, color: terminal.color })}\u001B[K\n`).join('');
  return { bytes: `${beginFrame}${up}${body}\u001B[J${endFrame}`, lines: visible.length };
}
