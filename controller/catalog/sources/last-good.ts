import { sep } from 'node:path';
import { MaiosError } from '../../errors/maios-error.ts';
import type { Declared } from '../catalog.ts';
import { readSpecText, type SpecReading } from '../read-spec-text.ts';
import type { SourceSnapshot } from '../source-snapshot.ts';
import { resourceKey } from '../validate/resource-schema.ts';
import { withoutThose } from '../without-those.ts';
import { decodeText, digestOfFile, type SpecFile } from './spec-file.ts';

/** What a source remembers between reads, so that a bad file takes nothing away that was good. */
export interface LastGood {
  /** The snapshot of a whole set of files. Files that have not changed are not parsed again. */
  read(revision: string, files: readonly SpecFile[]): Promise<SourceSnapshot>;
  /** The snapshot of when the set as a whole cannot be read: all as it last was. */
  unavailable(problem: MaiosError): SourceSnapshot;
}

interface FileMemory {
  readonly digest: string;
  readonly reading: SpecReading;
  /** In force from this file: what it declares, and what it declared when it last was good. */
  readonly fresh: readonly Declared[];
  readonly kept: readonly Declared[];
}

export function createLastGood(source: string): LastGood {
  let memory: ReadonlyMap<string, FileMemory> = new Map();
  let snapshot: SourceSnapshot = { source, revision: '', declared: [], problems: [] };

  return {
    async read(revision, files) {
      const next = new Map<string, FileMemory>();
      for (const file of files) {
        const before = memory.get(file.path);
        next.set(file.path, remember(file, before, { source, revision }));
        // A thousand files take a second in all; others must come to their turn in between.
        if (next.get(file.path)?.reading !== before?.reading) await afterOthers();
      }
      for (const [path, known] of belowUnreadable(memory, files)) next.set(path, known);
      memory = next;
      snapshot = { source, revision, ...merge([...next.values()]) };
      return snapshot;
    },
    unavailable: (problem) => ({ ...snapshot, problems: [problem, ...snapshot.problems] }),
  };
}

// Where a folder cannot be listed, what it held is not known to be gone.
function belowUnreadable(
  memory: ReadonlyMap<string, FileMemory>,
  files: readonly SpecFile[],
): readonly (readonly [string, FileMemory])[] {
  const closed = files.filter(({ content }) => content instanceof MaiosError).map(({ path }) => path + sep);
  return closed.length === 0 ? [] : [...memory].filter(([path]) => closed.some((folder) => path.startsWith(folder)));
}

function remember(
  file: SpecFile,
  before: FileMemory | undefined,
  origin: { readonly source: string; readonly revision: string },
): FileMemory {
  const digest = digestOfFile(file);
  const reading = before?.digest === digest ? before.reading : readFile(file);
  const fresh = reading.resources.map((item) => ({ ...item, ...origin }));
  const isWhole = file.isComplete && reading.problems.length === 0;
  const restraints = (reading.restraints ?? []).map((item) => ({ ...item, ...origin }));
  const sound = inForce(before).filter(isSound);
  const unsound = withoutThose(inForce(before), [...sound, ...restraints]);
  const kept = isWhole ? [] : withoutThose([...sound, ...restraints, ...unsound], fresh);
  // Where it stood in a text that is no more helps nobody.
  return { digest, reading, fresh, kept: kept.map((item) => ({ ...item, locate: () => ({ file: file.path }) })) };
}

function isSound(item: Declared): boolean {
  return item.isSound !== false;
}

function readFile({ path, content }: SpecFile): SpecReading {
  const text = content instanceof MaiosError ? content : decodeText(path, content);
  return text instanceof MaiosError ? { resources: [], problems: [text] } : readSpecText(path, text);
}

function inForce(memory: FileMemory | undefined): readonly Declared[] {
  return memory === undefined ? [] : [...memory.fresh, ...memory.kept];
}

/** One declaration a name: the first by file; what was kept gives way to what is fresh, for it may have moved. */
function merge(memories: readonly FileMemory[]): Pick<SourceSnapshot, 'declared' | 'problems'> {
  const byKey = new Map<string, Declared>();
  const problems = memories.flatMap(({ reading }) => reading.problems);
  for (const item of memories.flatMap(({ fresh }) => fresh)) {
    const first = byKey.get(resourceKey(item.resource));
    if (first === undefined) byKey.set(resourceKey(item.resource), item);
    else problems.push(declaredTwice(item, first));
  }
  for (const item of memories.flatMap(({ kept }) => kept)) {
    if (!byKey.has(resourceKey(item.resource))) byKey.set(resourceKey(item.resource), item);
  }
  return { declared: [...byKey.values()], problems };
}

function declaredTwice(item: Declared, first: Declared): MaiosError {
  const name = resourceKey(item.resource);
  const where = first.locate?.([]);
  const message = `${name}: expected one declaration, found another at ${where?.file ?? 'the same source'}:${where?.line ?? 1}, which counts`;
  const place = item.locate?.(['metadata', 'name']);
  return new MaiosError('SPEC_INVALID', message, {
    details: { path: 'metadata.name' },
    ...(place === undefined ? {} : { place }),
  });
}

function afterOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
