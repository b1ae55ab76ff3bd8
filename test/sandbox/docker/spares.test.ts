import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { boxFolders } from '../../../controller/sandbox/docker/box-folders.ts';
import type { Box } from '../../../controller/sandbox/docker/box.ts';
import { createSpares, type Spares } from '../../../controller/sandbox/docker/spares.ts';
import { eventually } from '../../support/eventually.ts';

interface Counted {
  readonly spares: Spares;
  readonly workspaces: string;
  readonly started: string[];
  readonly ended: string[];
  /** Has all containers die by themselves. */
  readonly die: () => void;
}

async function counted(t: ExecutionContext): Promise<Counted> {
  const workspaces = await mkdtemp(join(tmpdir(), 'maios-spares-'));
  t.teardown(() => rm(workspaces, { recursive: true, force: true }));
  const [started, ended]: [string[], string[]] = [[], []];
  const { promise: gone, resolve: die } = Promise.withResolvers<void>();
  const start = async (folder: string): Promise<Box> => {
    started.push(folder);
    const container = { rename: async () => undefined };
    return { container, session: { gone, end: async () => void ended.push(folder) } } as unknown as Box;
  };
  const folders = boxFolders(workspaces, 'here', async () => new Set());
  const spares = createSpares({ folders, max: 1, start, onFault: (error) => t.fail(String(error)) });
  return { spares, workspaces, started, ended, die };
}

async function oneWaits({ spares, started }: Counted): Promise<void> {
  const before = started.length;
  await eventually(() => {
    spares.refill();
    if (started.length === before) throw new Error('none was started');
  });
}

test('docker spares: binding one starts no other, which would take the processor from whoever waits for it', async (t) => {
  const at = await counted(t);
  const worktree = join(at.workspaces, 'run.1');
  await mkdir(worktree);
  t.is(await at.spares.bind(worktree, 'run.1'), undefined);
  t.is(at.started.length, 0);
  await oneWaits(at);
  t.not(await at.spares.bind(worktree, 'run.1'), undefined);
  t.is(at.started.length, 1);
  await oneWaits(at);
  await at.spares[Symbol.asyncDispose]();
});

test('docker spares: one that dies while it is bound is not given, and the worktree has its files', async (t) => {
  const at = await counted(t);
  const worktree = join(at.workspaces, 'run.1');
  await mkdir(join(worktree, 'sub'), { recursive: true });
  t.is(await at.spares.bind(worktree, 'run.1'), undefined);
  await oneWaits(at);
  const binding = at.spares.bind(worktree, 'run.1');
  at.die();
  t.is(await binding, undefined);
  t.deepEqual(await readdir(worktree), ['sub']);
  await at.spares[Symbol.asyncDispose]();
  t.deepEqual(at.ended, at.started);
});

test('docker spares: one that cannot be bound, because its worktree cannot be mended either, is ended', async (t) => {
  const at = await counted(t);
  const { spares, workspaces, started, ended } = at;
  const worktree = join(workspaces, 'run.1');
  t.is(await spares.bind(worktree, 'run.1'), undefined);
  await oneWaits(at);
  // What an adoption left half done, and what was made at its place since.
  await mkdir(join(worktree, 'sub', 'new'), { recursive: true });
  await mkdir(join(`${worktree}~`, 'sub', 'old'), { recursive: true });
  await t.throwsAsync(spares.bind(worktree, 'run.1'), { code: 'ENOTEMPTY' });
  await eventually(() => {
    if (ended.length !== 1) throw new Error('it was not ended');
  });
  await spares[Symbol.asyncDispose]();
  t.deepEqual(ended, started);
});
