import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ExecutionContext } from 'ava';

/** Compares with a file of what people read; UPDATE_GOLDEN=1 writes the file instead. */
export async function matchesGolden(t: ExecutionContext, file: string, text: string): Promise<void> {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  t.is(text, await readFile(file, 'utf8'));
}
