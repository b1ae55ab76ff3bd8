import type { Recollection } from '../../memory/recall.ts';
import { type Line, plain, span } from '../output/span.ts';
import { tableLines } from '../output/table.ts';

/** What is remembered, nearest in meaning first. */
export function memoryLines(hits: readonly Recollection[], width: number): readonly Line[] {
  if (hits.length === 0) return [plain('nothing is remembered that fits')];
  return tableLines<Recollection>(
    [
      { header: 'NEAR', align: 'right', cell: ({ similarity }) => similarity.toFixed(2) },
      { header: 'KIND', cell: ({ kind }) => span(kind, 'dim') },
      { header: 'TEXT', flexible: true, cell: ({ text }) => text },
    ],
    hits,
    width,
  );
}
