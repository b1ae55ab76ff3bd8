import test from 'ava';
import { lacksRoom } from '../../controller/sandbox/sandboxd/disk-space.ts';

const roomy = { bavail: 1e6, bsize: 4096, files: 1e6, ffree: 1e6 };

for (const [what, change, reason] of [
  ['a disk with room', {}, undefined],
  ['a nearly full disk', { bavail: 1000 }, /bytes are free/],
  ['a disk that can hold no more files', { ffree: 10 }, /files can still be made/],
  ['a file system without inodes', { files: 0, ffree: 0 }, undefined],
] as const) {
  test(`disk space: ${what} ${reason === undefined ? 'is fine' : 'stops programs'}`, (t) => {
    const found = lacksRoom({ ...roomy, ...change });
    if (reason === undefined) t.is(found, undefined);
    else t.regex(found ?? '', reason);
  });
}
