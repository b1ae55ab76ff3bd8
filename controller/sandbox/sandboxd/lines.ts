/** Cuts a stream into lines; one that grows past `maxBytes` is thrown away to its end and reported once. */
export function createLineCutter(options: {
  readonly maxBytes: number;
  readonly onLine: (line: string) => void;
  readonly onTooLong: () => void;
}): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  let skipping = false;
  const keep = (piece: Buffer): void => {
    length += piece.length;
    if (skipping) return;
    if (length <= options.maxBytes) {
      parts.push(piece);
      return;
    }
    skipping = true;
    parts = [];
    options.onTooLong();
  };
  const finish = (): void => {
    const line = skipping ? '' : Buffer.concat(parts).toString('utf8');
    parts = [];
    length = 0;
    skipping = false;
    if (line !== '') options.onLine(line);
  };
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      finish();
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  };
}
