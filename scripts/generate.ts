/**
 * Writes everything that follows from the sources: `npm run generate`.
 * With `--check` it writes nothing, lists the files that differ, and fails when there is one.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageRoot } from '../controller/catalog/package-root.ts';
import { generatedFolders, generateAll } from './generate/generate-all.ts';

const root = packageRoot();
const outputs = await generateAll(root);
const stale = [...(await changed()), ...(await superfluous())];

if (process.argv.includes('--check')) {
  for (const path of stale) console.log(path);
  if (stale.length > 0) console.error('these files do not match their sources; run `npm run generate`');
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const path of stale) await bring(path);
  console.log(`${outputs.size} files, ${stale.length} changed`);
}

async function changed(): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const [path, text] of outputs) {
    const present = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (present !== text) paths.push(path);
  }
  return paths;
}

/** What nothing generates any more, in folders that hold nothing else. */
async function superfluous(): Promise<readonly string[]> {
  const listings = await Promise.all(
    generatedFolders.map(async (folder) =>
      (await readdir(join(root, folder)).catch(() => [])).map((name) => `${folder}/${name}`),
    ),
  );
  return listings.flat().filter((path) => !outputs.has(path));
}

async function bring(path: string): Promise<void> {
  const text = outputs.get(path);
  if (text === undefined) return rm(join(root, path), { recursive: true });
  await mkdir(dirname(join(root, path)), { recursive: true });
  return writeFile(join(root, path), text);
}
