import type { Figure } from './figure.ts';

const columns: readonly { readonly title: string; readonly cell: (figure: Figure) => string }[] = [
  { title: 'BENCH', cell: (figure) => figure.bench },
  { title: 'METRIC', cell: (figure) => figure.metric },
  { title: 'VALUE', cell: (figure) => `${rounded(figure.value)} ${figure.unit}` },
  { title: 'GOAL', cell: (figure) => figure.goal ?? '' },
  { title: 'MET', cell: (figure) => (figure.ok === null ? '' : figure.ok ? 'yes' : 'no') },
  { title: 'PEER', cell: (figure) => (figure.peerValue === null ? '' : `${figure.peer} ${rounded(figure.peerValue)}`) },
  { title: 'RATIO', cell: (figure) => (figure.ratio === null ? '' : `${rounded(figure.ratio)}x`) },
  { title: 'NOTE', cell: (figure) => figure.note ?? '' },
];

/** The figures as a table for people; columns that nobody uses are left out. */
export function renderFigures(figures: readonly Figure[]): string {
  const used = columns.filter(({ cell }) => figures.some((figure) => cell(figure) !== ''));
  const rows = [used.map(({ title }) => title), ...figures.map((figure) => used.map(({ cell }) => cell(figure)))];
  const widths = used.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three digits that mean something; whole numbers as they are. */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(3)).toString();
}
