import { basename, relative } from 'node:path';
import { problemOf } from '../api/problem.ts';
import type { SentDocument } from '../catalog/sources/sent-documents.ts';
import { readFolder } from '../catalog/sources/read-folder.ts';
import { decodeText, type SpecFile } from '../catalog/sources/spec-file.ts';
import { MaiosError } from '../errors/maios-error.ts';
import type { ApiClient, SourceReport } from './api-client.ts';
import type { CliDependencies } from './command-context.ts';

/**
 * Sends the spec files of a folder, or one file, to a server elsewhere, under the folder's name: sent again they take the
 * place of those before. With a file that cannot be read here nothing is sent: what it declared would be deleted there.
 * Fails with SOURCE_UNAVAILABLE.
 */
export async function sendSpecs(
  { workingFolder, now }: Pick<CliDependencies, 'workingFolder' | 'now'>,
  api: Pick<ApiClient, 'apply'>,
  path: string,
  again: boolean,
): Promise<SourceReport> {
  const found = await readFolder(path, now());
  if (found instanceof MaiosError) throw found;
  const read = found.files.map((file) => documentOf(file, workingFolder));
  const documents = read.flatMap((each) => (each instanceof MaiosError ? [] : [each]));
  const problems = read.flatMap((each) => (each instanceof MaiosError ? [problemOf(each)] : []));
  if (problems.length > 0) return { revision: '', applied: [], projects: [], problems };
  return api.apply({ name: nameOf(path), documents, again });
}

function documentOf({ path, content }: SpecFile, workingFolder: string): SentDocument | MaiosError {
  const text = content instanceof MaiosError ? content : decodeText(path, content);
  if (text instanceof MaiosError) return text;
  const shown = relative(workingFolder, path);
  return { file: shown.startsWith('..') ? path : shown, text };
}

// As resources are named: `My Specs` becomes `my-specs`.
function nameOf(path: string): string {
  const words =
    basename(path)
      .toLowerCase()
      .replace(/\.(ya?ml|json)$/, '')
      .match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, 63).replace(/-$/, '') || 'specs';
}
