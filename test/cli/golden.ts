import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { type Line, paint } from '../../controller/cli/output/span.ts';

/** Compares with the file of that name in golden/; UPDATE_GOLDEN=1 writes it. */
export function matchesGolden(t: ExecutionContext, name: string, actual: string): void {
  const file = fileURLToPath(new URL(`golden/${name}.txt`, import.meta.url));
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  t.is(
    actual,
    existsSync(file) ? readFileSync(file, 'utf8') : '',
    `golden/${name}.txt differs; UPDATE_GOLDEN=1 accepts it`,
  );
}

/** Lines as a terminal without colour shows them. */
export function plainText(lines: readonly Line[], columns: number): string {
  return lines.map((line) => `${paint(line, { columns, color: false })}\n`).join('');
}
