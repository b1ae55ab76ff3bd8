import { truncate, widthOf } from './width.ts';

/** The few ways in which text is set off; a terminal without colour shows the same words plainly. */
export type Tone = 'plain' | 'bold' | 'dim' | 'good' | 'bad' | 'warn' | 'accent' | 'command';

/** A piece of a line in one tone. Its text holds no escape sequences, so that widths can be told. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line on a terminal, before it is cut to a width and painted. */
export type Line = readonly Span[];

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

export function plain(text: string): Line {
  return [span(text)];
}

const codes: Readonly<Record<Exclude<Tone, 'plain'>, string>> = {
  bold: '1',
  dim: '2',
  good: '32',
  bad: '31',
  warn: '33',
  accent: '36',
  command: '36',
};

/** The line as it is written: cut to the columns, with colour only when asked for. */
export function paint(line: Line, { columns, color }: { readonly columns: number; readonly color: boolean }): string {
  let left = columns;
  let painted = '';
  for (const { text, tone } of line) {
    if (left <= 0) break;
    const cut = truncate(text, left);
    left -= widthOf(cut);
    painted += color && tone !== 'plain' && cut !== '' ? `\u001B[${codes[tone]}m${cut}\u001B[0m` : cut;
    if (cut !== text) break;
  }
  return painted.trimEnd();
}
