import { MaiosError } from '../../errors/maios-error.ts';
import type { OpenWork } from '../../store/operations/retention/open-work.ts';
import { projectFolders } from '../../workspace/run-folders.ts';

/**
 * The projects that have a folder below the root. Fails with NOT_FOUND where one is missing that the database says work was
 * done in: with another folder than the workers', a copy would be whole to look at, and without their work.
 */
export async function requireFolders(
  root: string,
  { worked }: Pick<OpenWork, 'worked'>,
  fix: string,
): Promise<readonly string[]> {
  const found = await projectFolders(root);
  const there = new Set(found);
  const missing = [...worked].filter((id) => !there.has(id));
  if (missing.length === 0) return found;
  const expected = `expected in ${root} the repositories of ${worked.size} projects that were worked on`;
  throw new MaiosError('NOT_FOUND', `${expected}, found none of ${missing.length}, ${missing[0]} for one`, { fix });
}
