import { closeSync, fstatSync, readSync, type Stats } from 'node:fs';
import { Fault } from './fault.ts';
import { optionalCount, textField, type Fields } from './fields.ts';
import { limits } from './limits.ts';
import { openForReading, type Directory } from './workspace-path.ts';

/** `{path, offset?, maxBytes?}` → `{text, size, truncated}`; offset and size in bytes. */
export function readFile(root: Directory, fields: Fields): Fields {
  const path = textField(fields, 'path');
  const offset = optionalCount(fields, 'offset', Number.MAX_SAFE_INTEGER) ?? 0;
  const maxBytes = optionalCount(fields, 'maxBytes', limits.readBytes) ?? limits.readBytes;
  const fd = openForReading(root, path);
  try {
    const { size } = assertRegular(fstatSync(fd), path);
    const bytes = readAt(fd, offset, maxBytes);
    const whole = offset + bytes.length >= size;
    return { text: decode(bytes, whole), size, truncated: !whole };
  } finally {
    closeSync(fd);
  }
}

/** Pipes, devices and sockets would block or have effects. */
export function assertRegular(stats: Stats, path: string): Stats {
  if (stats.isFile()) return stats;
  const found = stats.isDirectory() ? 'a directory' : 'a device, socket or pipe';
  throw new Fault('SANDBOX_PATH', `${JSON.stringify(path)}: expected a regular file, found ${found}`);
}

/** Reads until `maxBytes` or the end, however short the pieces come. */
export function readAt(fd: number, offset: number, maxBytes: number): Buffer {
  const size = Math.max(0, Math.min(maxBytes, fstatSync(fd).size - offset));
  const buffer = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const count = readSync(fd, buffer, length, size - length, offset + length);
    if (count === 0) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

// `stream` holds back a character that the cut went through, instead of showing its first half as damage.
function decode(bytes: Buffer, whole: boolean): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: !whole });
}
