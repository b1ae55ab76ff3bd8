import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { hasData } from '../../controller/store/has-data.ts';
import { acquireOwnerLock } from '../../controller/store/owner-lock.ts';
import { makeFolder } from '../support/maios.ts';

test('data: a folder has some once it had an owner; that of a token alone, or none, has not', async (t) => {
  const home = await makeFolder(t);
  t.false(hasData(join(home, 'absent')));
  await writeFile(join(home, 'token'), 'x');
  t.false(hasData(home));
  acquireOwnerLock(home, { pid: 1, startedAt: '' })[Symbol.dispose]();
  t.true(hasData(home));
});
