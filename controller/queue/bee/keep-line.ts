import { tellOnce } from '../../errors/tell-once.ts';
import { openLine, type Line, type LineSettings } from './line.ts';

export interface KeptLine {
  current(): Line;
  /** Makes the connections anew. What the old line delivered goes on; Redis gives out again what cannot be finished there. */
  replace(): void;
  /** Has this done to the line, and to each that takes its place. */
  use(prepare: (line: Line) => void): void;
  /** Takes nothing more; resolves when what was delivered has ended. */
  close(): Promise<void>;
}

/** One line at a time. What is wrong with it is told once until it answers again. */
export function keepLine(
  settings: Omit<LineSettings, 'onError' | 'onAnswer'>,
  onFault: (error: unknown) => void,
): KeptLine {
  const retired = new Set<Promise<void>>();
  let prepare: ((line: Line) => void) | undefined;
  let isClosed = false;

  const trouble = tellOnce(onFault);
  const open = (): Line => openLine({ ...settings, onError: trouble.failed, onAnswer: trouble.worked });

  const retire = (old: Line): void => {
    const closing = old.close().finally(() => retired.delete(closing));
    retired.add(closing);
  };

  let line = open();
  return {
    current: () => line,
    replace() {
      if (isClosed) return;
      retire(line);
      line = open();
      prepare?.(line);
    },
    use(prepareLine) {
      prepare = prepareLine;
      prepareLine(line);
    },
    async close() {
      if (!isClosed) retire(line);
      isClosed = true;
      await Promise.all(retired);
    },
  };
}
