import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type Box } from '../../../controller/sandbox/docker/box.ts';
import { createSpares } from '../../../controller/sandbox/docker/spares.ts';
import { eventually } from '../../support/eventually.ts';

test('docker spares: one that cannot be bound, because its worktree cannot be mended either, is ended', async (t) => {
  const workspaces = await mkdtemp(join(tmpdir(), 'maios-spares-'));
  t.teardown(() => rm(workspaces, { recursive: true, force: true }));
  let [started, ended] = [0, 0];
  const gone = new Promise<void>(() => undefined);
  const start = async (): Promise<Box> => {
    started += 1;
    return { session: { gone, end: async () => void (ended += 1) } } as unknown as Box;
  };
  const spares = createSpares({ workspaces, max: 1, start, onFault: (error) => t.fail(String(error)) });
  const worktree = join(workspaces, 'run.1');
  t.is(await spares.bind(worktree, 'run.1'), undefined);
  await eventually(() => {
    if (started !== 1) throw new Error('none was started');
  });
  // What an adoption left half done, and what was made at its place since.
  await mkdir(join(worktree, 'sub', 'new'), { recursive: true });
  await mkdir(join(`${worktree}~`, 'sub', 'old'), { recursive: true });
  await t.throwsAsync(spares.bind(worktree, 'run.1'), { code: 'ENOTEMPTY' });
  await eventually(() => {
    if (ended !== 1) throw new Error('it was not ended');
  });
  await spares[Symbol.asyncDispose]();
  t.is(ended, started);
});
