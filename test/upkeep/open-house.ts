import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** An empty folder for workspaces, removed after the test. */
export async function makeWorkspaces(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-workspaces-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
