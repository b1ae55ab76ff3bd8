import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

// sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const maxPathBytes = 100;

/** Where the owner of a data folder listens: in the folder, or, where that path is too long for a socket, in a private one of the system's. */
export function socketPathOf(home: string): string {
  const beside = join(home, 'owner.sock');
  if (Buffer.byteLength(beside) <= maxPathBytes) return beside;
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16);
  return join(tmpdir(), `maios-${userInfo().uid}`, `${digest}.sock`);
}
