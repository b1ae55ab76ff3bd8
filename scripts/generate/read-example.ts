import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSpecText } from '../../controller/catalog/read-spec-text.ts';

/** The example of a kind, which stands on its page; fails when it is not valid. */
export async function readExample(root: string, kind: string): Promise<string> {
  const path = join('scripts', 'generate', 'examples', `${kind}.yaml`);
  const text = await readFile(join(root, path), 'utf8');
  const [problem] = readSpecText(path, text).problems;
  if (problem !== undefined) throw problem;
  return text;
}
