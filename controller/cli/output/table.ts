import { type Line, type Span, span } from './span.ts';
import { printableLine } from './printable.ts';
import { padEnd, padStart, truncate, widthOf } from './width.ts';

/** A column of a table over rows of one view. */
export interface Column<Row> {
  readonly header: string;
  readonly align?: 'left' | 'right';
  /** Gives way first where the terminal is too narrow. */
  readonly flexible?: boolean;
  readonly cell: (row: Row) => Span | string;
}

const gap = 2;
const leastFlexible = 12;

/** The rows as aligned lines under a header. Flexible columns shrink so that a line fits the given columns. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): readonly Line[] {
  const cells = rows.map((row) => columns.map((column) => toSpan(column.cell(row))));
  const widths = columnWidths(columns, cells, width);
  const header = columns.map((column) => span(column.header, 'dim'));
  return [header, ...cells].map((line) => lineOf(columns, line, widths));
}

function toSpan(cell: Span | string): Span {
  return typeof cell === 'string' ? span(printableLine(cell)) : span(printableLine(cell.text), cell.tone);
}

function columnWidths<Row>(
  columns: readonly Column<Row>[],
  cells: readonly (readonly Span[])[],
  width: number,
): readonly number[] {
  const natural = columns.map((column, index) =>
    Math.max(widthOf(column.header), ...cells.map((line) => widthOf(line[index]?.text ?? ''))),
  );
  let excess = natural.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1) - width;
  return natural.map((each, index) => {
    if (columns[index]?.flexible !== true || excess <= 0) return each;
    const shrunk = Math.max(Math.min(each, leastFlexible), each - excess);
    excess -= each - shrunk;
    return shrunk;
  });
}

function lineOf<Row>(columns: readonly Column<Row>[], cells: readonly Span[], widths: readonly number[]): Line {
  return cells.flatMap((cell, index) => {
    const width = widths[index] ?? 0;
    const pad = columns[index]?.align === 'right' ? padStart : padEnd;
    const text = pad(truncate(cell.text, width), width);
    return index === 0 ? [span(text, cell.tone)] : [span(' '.repeat(gap)), span(text, cell.tone)];
  });
}
