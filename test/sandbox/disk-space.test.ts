import test from 'ava';
import { lacksRoom } from '../../controller/sandbox/sandboxd/disk-space.ts';

const roomy = { bavail: 1e6, bsize: 4096, files: 1e6, ffree: 1e6 };

for (const [what, change, reason] of [
  ['a disk with room', {}, undefined],
  ['a nearly full disk', { bavail: 1000 }, /need 256 MiB free on the disk, found 3 MiB/],
  ['a disk that can hold no more files', { ffree: 10 }, /need room for 5000 more files on the disk, found 10/],
  ['a file system without inodes', { files: 0, ffree: 0 }, undefined],
] as const) {
  test(`disk space: ${what} ${reason === undefined ? 'is fine' : 'stops programs'}`, (t) => {
    const found = lacksRoom({ ...roomy, ...change });
    if (reason === undefined) t.is(found, undefined);
    else t.regex(found ?? '', reason);
  });
}
