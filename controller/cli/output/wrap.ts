import { type Line, type Span, span } from './span.ts';
import { widthOf } from './width.ts';

/** The line as several of at most `columns`, broken between words; those after the first begin with `indent` blanks. */
export function wrap(line: Line, columns: number, indent = 0): readonly Line[] {
  if (widthOf(line.map(({ text }) => text).join('')) <= columns) return [line];
  const lines: Span[][] = [[]];
  let width = 0;
  for (const word of line.flatMap(wordsOf)) {
    const size = widthOf(word.text);
    if (width > indent && width + widthOf(word.text.trimEnd()) > columns) {
      trimLast(lines.at(-1) ?? []);
      lines.push([span(' '.repeat(indent))]);
      width = indent;
    }
    lines.at(-1)?.push(word);
    width += size;
  }
  return lines;
}

// The blanks at which a line was broken are nobody's.
function trimLast(line: Span[]): void {
  const last = line.pop();
  if (last !== undefined) line.push(span(last.text.trimEnd(), last.tone));
}

// Each word keeps the blanks that follow it. A command is one: broken, it could not be copied.
function wordsOf({ text, tone }: Span): readonly Span[] {
  if (tone === 'command') return [span(text, tone)];
  return (text.match(/^\s+|\S+\s*/gu) ?? []).map((word) => span(word, tone));
}
