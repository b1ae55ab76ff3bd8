/** Takes bytes in their order; resolves when the next ones may come. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

const block = 512;

/** Writes one file of a tar archive (POSIX.1-1988 ustar): names of up to 100 bytes, up to 8 GiB each. */
export async function writeEntry(
  sink: Sink,
  { name, size, body }: { readonly name: string; readonly size: number; readonly body: AsyncIterable<Uint8Array> },
): Promise<void> {
  await sink(headerOf(name, size));
  let written = 0;
  for await (const bytes of body) {
    written += bytes.length;
    await sink(bytes);
  }
  if (written !== size) throw new Error(`${name}: expected ${size} bytes, found ${written}`);
  const padding = (block - (size % block)) % block;
  if (padding > 0) await sink(new Uint8Array(padding));
}

/** Two empty blocks end an archive. */
export async function writeEnd(sink: Sink): Promise<void> {
  await sink(new Uint8Array(2 * block));
}

function headerOf(name: string, size: number): Uint8Array {
  const header = Buffer.alloc(block);
  const put = (text: string, at: number): number => header.write(text, at, 'latin1');
  put(name, 0);
  put('0000600\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136);
  put('        ', 148);
  put('0', 156);
  put('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
