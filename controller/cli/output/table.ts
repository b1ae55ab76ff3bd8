import { type Line, type Span, span } from './span.ts';
import { printableLine } from './printable.ts';
import { padEnd, padStart, truncate, widthOf } from './width.ts';

/** A column of a table over rows of one view. */
export interface Column<Row> {
  readonly header: string;
  readonly align?: 'left' | 'right';
  /** Gives way first where the terminal is too narrow. */
  readonly flexible?: boolean;
  /** Left out where the terminal is narrower still; the last one first. */
  readonly optional?: boolean;
  readonly cell: (row: Row) => Span | string;
}

const gap = 2;
const leastFlexible = 12;

/** The rows as aligned lines under a header. Flexible columns shrink, optional ones go, so that a line fits the width. */
export function tableLines<Row>(all: readonly Column<Row>[], rows: readonly Row[], width: number): readonly Line[] {
  const columns = fittingColumns(all, rows, width);
  const cells = rows.map((row) => columns.map((column) => toSpan(column.cell(row))));
  const widths = columnWidths(columns, cells, width);
  const header = columns.map((column) => span(column.header, 'dim'));
  return [header, ...cells].map((line) => lineOf(columns, line, widths));
}

function fittingColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): readonly Column<Row>[] {
  const least = columns.reduce((sum, column) => sum + gap + leastWidth(column, rows), -gap);
  const last = columns.findLastIndex((column) => column.optional === true);
  return least <= width || last < 0 ? columns : fittingColumns(columns.toSpliced(last, 1), rows, width);
}

function leastWidth<Row>(column: Column<Row>, rows: readonly Row[]): number {
  const natural = Math.max(widthOf(column.header), ...rows.map((row) => widthOf(toSpan(column.cell(row)).text)));
  return column.flexible === true ? Math.min(natural, leastFlexible) : natural;
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
