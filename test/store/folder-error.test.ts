import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import test from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { toFolderError } from '../../controller/store/folder-error.ts';

const fulls: Readonly<Record<string, () => void>> = {
  'the lock of a folder': () => {
    using database = new DatabaseSync(':memory:');
    database.exec('PRAGMA max_page_count = 1; CREATE TABLE one (a); CREATE TABLE two (a)');
  },
  ...(process.platform === 'linux' ? { 'a file in it': () => writeFileSync('/dev/full', 'more') } : {}),
};

for (const [what, fill] of Object.entries(fulls)) {
  test(`folder: no space left for ${what} is a full disk, and no folder without rights`, (t) => {
    const thrown: unknown = t.throws(fill);
    const error = toFolderError('MAIOS_HOME', '/data/home', thrown);
    t.true(error instanceof MaiosError);
    t.like(error, {
      code: 'DISK_FULL',
      message: 'MAIOS_HOME: expected room to write in, found no space left at /data/home',
    });
  });
}
