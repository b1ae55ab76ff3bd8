import { stringify } from 'yaml';
import type { Terminal } from '../terminal.ts';
import { asCalled } from './hint.ts';
import { printableJson } from './printable.ts';
import { type Line, paint } from './span.ts';

export const outputFormats = ['table', 'json', 'yaml'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Writes data to standard output: as JSON or YAML, whole; as a table, the lines, cut to the terminal's width. */
export function printView<View>(
  terminal: Terminal,
  format: OutputFormat,
  view: View,
  lines: (view: View, columns: number) => readonly Line[],
): void {
  if (format === 'table') printLines(terminal, lines(view, shownColumns(terminal)));
  else terminal.stdout.write(dataText(view, format));
}

/** How wide lines may be: what reads a pipe wants the whole text. */
export function shownColumns(terminal: Terminal): number {
  return terminal.isTty ? terminal.columns() : Number.MAX_SAFE_INTEGER;
}

function dataText(view: unknown, format: 'json' | 'yaml'): string {
  const json = JSON.stringify(view, undefined, 2);
  if (format === 'json') return `${printableJson(json)}\n`;
  const text = stringify(JSON.parse(json), { lineWidth: 0, aliasDuplicateObjects: false });
  // YAML may leave such characters bare; quoted as JSON they are escaped, and JSON is YAML.
  return printableJson(text) === text ? text : `${printableJson(json)}\n`;
}

/** Writes lines for people to standard output. */
export function printLines(terminal: Terminal, lines: readonly Line[]): void {
  terminal.stdout.write(textOf(lines, terminal, shownColumns(terminal)));
}

/** Writes notes for people to standard error, where they never mix with data. */
export function printNotes(terminal: Terminal, lines: readonly Line[]): void {
  terminal.stderr.write(textOf(lines, terminal, Number.MAX_SAFE_INTEGER));
}

// A command is cut nowhere: what is copied is to be whole.
function textOf(lines: readonly Line[], { program, color }: Terminal, columns: number): string {
  return asCalled(lines, program)
    .map((line) => {
      const isWhole = line.some(({ tone }) => tone === 'command');
      return `${paint(line, { columns: isWhole ? Number.MAX_SAFE_INTEGER : columns, color })}\n`;
    })
    .join('');
}
