import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembleCatalog, type Assembly } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import type { Kind, ResourceOf } from '../../controller/catalog/kinds/kinds.ts';
import { readSpecText } from '../../controller/catalog/read-spec-text.ts';
import type { SourceSnapshot } from '../../controller/catalog/source-snapshot.ts';

const folder = 'specs/examples/rest-api';

/** The rehearsal's specs together with what comes with maios, as they are in force. */
export const assembly: Assembly = assembleCatalog([await loadBuiltins(), readRehearsal()]);

/** One resource that is in force. */
export function resource<K extends Kind>(kind: K, name: string): ResourceOf<K> {
  const found = assembly.catalog.get(kind, name);
  if (found === undefined) throw new Error(`expected ${kind}/${name} in ${folder}`);
  return found.resource;
}

function readRehearsal(): SourceSnapshot {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const readings = files.map((file) => readSpecText(file, readFileSync(join(folder, file), 'utf8')));
  const owner = { source: `files:${folder}`, revision: 'test' };
  return {
    ...owner,
    declared: readings.flatMap(({ resources }) => resources).map((item) => ({ ...item, ...owner })),
    problems: readings.flatMap(({ problems }) => problems),
  };
}
