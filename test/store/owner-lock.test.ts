import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireOwnerLock, readOwner } from '../../controller/store/owner-lock.ts';

const owner = { pid: process.pid, startedAt: '2026-11-22T00:00:00.000Z' };

test('owner lock: is free again when its owner was killed', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'maios-lock-'));
  t.teardown(() => rm(home, { recursive: true }));
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', holdLock(home)]);
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  t.throws(() => acquireOwnerLock(home, owner), { code: 'STORE_OWNED', message: new RegExp(`${child.pid}`) });
  child.kill('SIGKILL');
  await once(child, 'exit');
  using lock = acquireOwnerLock(home, { ...owner, socket: '/run/x.sock' });
  t.deepEqual(readOwner(home), lock.owner);
});

test('owner lock: a folder that nobody ever owned has no owner', (t) => {
  t.is(readOwner('/nowhere'), undefined);
});

test('owner lock: a place where no folder can be says which variable to change', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'maios-lock-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), '');
  const below = process.platform === 'linux' ? ['/proc/maios'] : [];
  for (const home of [join(folder, 'file'), join(folder, 'file', 'home'), ...below]) {
    const error = t.throws(() => acquireOwnerLock(home, owner), { code: 'CONFIG_INVALID', message: /^MAIOS_HOME: / });
    t.true(error.message.includes(home));
  }
});

function holdLock(home: string): string {
  const module = new URL('../../controller/store/owner-lock.ts', import.meta.url).href;
  return `
    import { acquireOwnerLock } from ${JSON.stringify(module)};
    globalThis.lock = acquireOwnerLock(${JSON.stringify(home)}, { pid: process.pid, startedAt: 'today' });
    console.log('held');
    setInterval(() => {}, 1000);`;
}
