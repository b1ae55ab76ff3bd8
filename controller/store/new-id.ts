import { randomBytes } from 'node:crypto';

/** A UUIDv7 (RFC 9562, §5.7): 48 bits of `nowMs`, then random, so that newer rows sort and index after older ones. */
export function newId(nowMs: number): string {
  const time = Math.floor(nowMs).toString(16).padStart(12, '0');
  const random = randomBytes(10);
  random.writeUInt16BE((random.readUInt16BE(0) & 0x0fff) | 0x7000, 0);
  random.writeUInt8((random.readUInt8(2) & 0x3f) | 0x80, 2);
  const rest = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}
