/** Keeps the first and the last half of `maxBytes`, and counts what fell out between: errors stand at either end. */
export interface CappedOutput {
  add(chunk: Buffer): void;
  /** The text, with a line in the gap that says how much is missing. */
  text(): string;
  dropped(): number;
}

export function createCappedOutput(maxBytes: number): CappedOutput {
  const headBytes = Math.ceil(maxBytes / 2);
  const tailBytes = maxBytes - headBytes;
  const head: Buffer[] = [];
  let headLength = 0;
  let tail = Buffer.alloc(0);
  let dropped = 0;
  return {
    add(chunk) {
      const forHead = chunk.subarray(0, headBytes - headLength);
      if (forHead.length > 0) head.push(forHead);
      headLength += forHead.length;
      const rest = chunk.subarray(forHead.length);
      if (rest.length === 0) return;
      const longer = Buffer.concat([tail, rest]);
      dropped += Math.max(0, longer.length - tailBytes);
      // A copy, so that the longer buffer can be freed.
      tail = Buffer.from(longer.subarray(Math.max(0, longer.length - tailBytes)));
    },
    text: () => {
      const start = Buffer.concat(head);
      if (dropped === 0) return Buffer.concat([start, tail]).toString();
      return `${start.toString()}\n… ${dropped} bytes left out …\n${tail.toString()}`;
    },
    dropped: () => dropped,
  };
}
