import { type Line, type Span, span, type Tone } from './span.ts';

/** A command that people may type next, given without the program's name. */
export function hint(words: string): Span {
  return span(`maios ${words}`, 'command');
}

/** A sentence of our own; the commands in it stand between backticks. */
export function sentence(text: string, tone: Tone = 'plain'): Line {
  return text.split(/(?<=`)(maios [^`]*)(?=`)/).map((part, index) => span(part, index % 2 === 1 ? 'command' : tone));
}

/** The lines with their commands as this process was called, so that they can be copied: `npx maios` where that was it. */
export function asCalled(lines: readonly Line[], program: string): readonly Line[] {
  return lines.map((line) =>
    line.map(({ text, tone }) => span(tone === 'command' ? text.replace(/^maios(?= )/, program) : text, tone)),
  );
}
