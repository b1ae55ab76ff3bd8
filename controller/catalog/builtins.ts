import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtinSource } from './assemble.ts';
import { digestOf } from './kinds/digest.ts';
import { packageRoot } from './package-root.ts';
import { readSpecText } from './read-spec-text.ts';
import type { SourceSnapshot } from './source-snapshot.ts';

const patterns = ['skills/*/skill.yaml', 'rules/*.yaml', 'specs/default/*.yaml'];

/** What comes with maios: the built-in skills, the default rule sets and the software development factory. */
export async function loadBuiltins(root = packageRoot()): Promise<SourceSnapshot> {
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd: root })) files.push(file);
  files.sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const revision = digestOf(texts);
  const readings = texts.map((text, index) => readSpecText(files[index] ?? '', text));
  return {
    source: builtinSource,
    revision,
    declared: readings
      .flatMap(({ resources }) => resources)
      .map((item) => ({ ...item, source: builtinSource, revision })),
    problems: readings.flatMap(({ problems }) => problems),
  };
}
