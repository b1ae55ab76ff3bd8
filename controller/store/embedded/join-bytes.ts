/**
 * The parts as one array with a buffer of its own, which can therefore be moved to another thread. What Node reads and
 * writes are mostly views of a pool, with which the whole pool would go.
 */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
