/** Keeps the first and the last half of `maxBytes`, and counts what fell out between: errors stand at either end. */
export interface CappedOutput {
  add(chunk: Buffer): void;
  /** Bytes that came. */
  total(): number;
  /** The text in at most `limit` bytes, not above `maxBytes`, with a line in the gap that says how much is missing. */
  text(limit: number): string;
}

export function createCappedOutput(maxBytes: number): CappedOutput {
  const headBytes = Math.ceil(maxBytes / 2);
  const tailBytes = maxBytes - headBytes;
  const head: Buffer[] = [];
  let headLength = 0;
  let tail = Buffer.alloc(0);
  let total = 0;
  return {
    add(chunk) {
      total += chunk.length;
      const forHead = chunk.subarray(0, headBytes - headLength);
      if (forHead.length > 0) head.push(forHead);
      headLength += forHead.length;
      const rest = chunk.subarray(forHead.length);
      if (rest.length === 0) return;
      const longer = Buffer.concat([tail, rest]);
      // A copy, so that the longer buffer can be freed.
      tail = Buffer.from(longer.subarray(Math.max(0, longer.length - tailBytes)));
    },
    total: () => total,
    text(limit) {
      const kept = Buffer.concat([...head, tail]);
      if (total <= limit) return kept.toString();
      const start = kept.subarray(0, Math.ceil(limit / 2));
      const end = kept.subarray(kept.length - Math.floor(limit / 2));
      return `${start.toString()}\n… ${total - limit} bytes left out …\n${end.toString()}`;
    },
  };
}
