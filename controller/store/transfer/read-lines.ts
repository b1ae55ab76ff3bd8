import { MaiosError } from '../../errors/maios-error.ts';
import type { TransferLine } from './transfer-format.ts';

/** The longest line: a body of 64 MiB in base64 is well below. */
const mostCharacters = 256 * 1024 * 1024;

/** Parts text that comes in pieces into lines, without their line feeds. Fails with BACKUP_INVALID on an endless one. */
export async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const parts = piece.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      yield rest.length === 0 ? part : rest.join('') + part;
      rest = [];
      length = 0;
    }
    if (last !== '') rest.push(last);
    length += last.length;
    if (length > mostCharacters) throw new MaiosError('BACKUP_INVALID', 'expected lines, found no end of one');
  }
  if (rest.length > 0) throw new MaiosError('BACKUP_INVALID', 'expected a line feed at the end, found none');
}

/** What a line says. Fails with BACKUP_INVALID. */
export function parseLine(line: string): TransferLine {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as TransferLine;
  } catch {
    // Told below.
  }
  throw new MaiosError('BACKUP_INVALID', `expected a line of a database, found ${JSON.stringify(line.slice(0, 60))}`);
}
