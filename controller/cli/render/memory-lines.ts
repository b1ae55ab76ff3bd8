import { type MemoryHit } from '../../api/api-dependencies.ts';
import { type Line, plain, span } from '../output/span.ts';
import { tableLines } from '../output/table.ts';

/** What is remembered, nearest in meaning first. */
export function memoryLines(hits: readonly MemoryHit[], width: number): readonly Line[] {
  if (hits.length === 0) return [plain('nothing is remembered that fits')];
  return tableLines<MemoryHit>(
    [
      { header: 'NEAR', align: 'right', cell: ({ similarity }) => similarity.toFixed(2) },
      { header: 'KIND', cell: ({ kind }) => span(kind, 'dim') },
      { header: 'TEXT', flexible: true, cell: ({ text }) => text },
    ],
    hits,
    width,
  );
}
