import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exportRepository } from '../workspace/export-repository.ts';
import type { ApiClient } from './api-client.ts';

/** Brings the work of a project from a server elsewhere into a folder of this machine, as an ordinary repository. */
export async function fetchResult(
  api: ApiClient,
  project: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly commit: string; readonly folder: string }> {
  const draft = await mkdtemp(join(tmpdir(), 'maios-result-'));
  try {
    const bundle = join(draft, 'result.bundle');
    const answer = await api.bundleOf(project, signal);
    await pipeline(answer, createWriteStream(bundle));
    await exportRepository(bundle, folder);
    return { commit: String(answer.headers['maios-commit'] ?? ''), folder };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
