import { MaiosError } from '../../errors/maios-error.ts';

/** One file of an archive. Its body is to be read, at most once, before the next file is asked for. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

const block = 512;

/** The files of a tar archive in their order, read once from front to end. Fails with BACKUP_INVALID. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const take = createTaker(source);
  for (;;) {
    const header = await take.exactly(block);
    if (header.every((byte) => byte === 0)) return;
    const { name, size } = parseHeader(header);
    let left = size;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      while (left > 0) {
        const bytes = await take.some(left);
        left -= bytes.length;
        yield bytes;
      }
    };
    yield { name, size, body: body() };
    while (left > 0) left -= (await take.some(left)).length;
    await take.exactly((block - (size % block)) % block);
  }
}

function parseHeader(header: Buffer): { readonly name: string; readonly size: number } {
  const text = (from: number, length: number): string =>
    header.toString('latin1', from, from + length).replace(/[\0 ].*$/su, '');
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  const isSound = text(257, 5) === 'ustar' && Number.parseInt(text(148, 8), 8) === sum && text(156, 1) === '0';
  if (!isSound) throw new MaiosError('BACKUP_INVALID', 'expected an archive that maios wrote, found something else');
  return { name: text(0, 100), size: Number.parseInt(text(124, 12), 8) };
}

function createTaker(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  const some = async (most: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const next = await pieces.next();
      if (next.done === true)
        throw new MaiosError('BACKUP_INVALID', 'expected a whole archive, found that it was cut off');
      rest = next.value;
    }
    const taken = rest.subarray(0, most);
    rest = rest.subarray(taken.length);
    return taken;
  };
  const exactly = async (length: number): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for (let left = length; left > 0;) {
      const part = await some(left);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  };
  return { some, exactly };
}
