import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Begins the name of the folder beside the workspaces in which a restore makes them. */
export const draftPrefix = '.restore-';
/** The file in it that says, before the first one is moved, which workspaces are moved from there to their places. */
export const placingName = 'placing';

/**
 * Takes away what restores have left that were killed. Only for whoever knows that the database is empty and that no other
 * restore is under way: then no workspace that one of them placed belongs to anything.
 */
export async function withdrawRestores(workspaces: string): Promise<void> {
  const names = await readdir(workspaces).catch(() => []);
  for (const draft of names.filter((name) => name.startsWith(draftPrefix)).map((name) => join(workspaces, name))) {
    for (const id of await placing(draft)) await rm(join(workspaces, id), { recursive: true, force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

async function placing(draft: string): Promise<readonly string[]> {
  try {
    const found: unknown = JSON.parse(await readFile(join(draft, placingName), 'utf8'));
    const ids: readonly unknown[] = Array.isArray(found) ? found : [];
    return ids.filter((id): id is string => typeof id === 'string' && isUuid.test(id));
  } catch {
    // It was killed before it placed anything.
    return [];
  }
}

const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
