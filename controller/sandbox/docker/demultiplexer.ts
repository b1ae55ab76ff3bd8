/** Where the bytes of a container's two outputs go, and what is told when the stream makes no sense. */
export interface DemultiplexerSinks {
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
  readonly onFault: (reason: string) => void;
}

const headerBytes = 8;

/**
 * Parts the stream of an attached container: frames of `[1 stdout | 2 stderr, 0, 0, 0, length (4 bytes, big endian)]`
 * and their bytes. Bytes are handed on as they come, so that a frame of any size takes no memory here; a loop and no
 * recursion, so that thousands of frames in one chunk take no stack. After a fault everything else is thrown away.
 */
export function createDemultiplexer({ stdout, stderr, onFault }: DemultiplexerSinks): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let left = 0;
  let sink: ((chunk: Buffer) => void) | undefined;
  let broken = false;
  const open = (frame: Buffer): void => {
    const kind = frame.readUInt8(0);
    sink = kind === 1 ? stdout : stderr;
    left = frame.readUInt32BE(4);
    if (kind === 1 || kind === 2) return;
    broken = true;
    onFault(`expected output of the container, found a frame of kind ${kind}`);
  };
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0 && !broken) {
      if (left > 0) {
        sink?.(rest.subarray(0, left));
        const taken = Math.min(left, rest.length);
        left -= taken;
        rest = rest.subarray(taken);
      } else {
        const missing = headerBytes - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < headerBytes) return;
        open(header);
        header = Buffer.alloc(0);
      }
    }
  };
}
