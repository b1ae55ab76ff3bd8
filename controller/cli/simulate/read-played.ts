import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { loadBuiltins } from '../../catalog/builtins.ts';
import { readSpecText } from '../../catalog/read-spec-text.ts';
import type { SourceSnapshot } from '../../catalog/source-snapshot.ts';
import { readFolder } from '../../catalog/sources/read-folder.ts';
import { decodeText, type SpecFile } from '../../catalog/sources/spec-file.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { readScenario, type Scenario } from '../../simulate/scenario/read-scenario.ts';
import type { ReadingPlace } from '../rules/read-rule-sets.ts';

/** A scenario with what it names, as files have it. */
export interface PlayedFiles {
  readonly scenario: Scenario;
  /** What comes with maios, and what the specs of the scenario declare. */
  readonly snapshots: readonly SourceSnapshot[];
  /** Where the paths in the scenario start from. */
  readonly folder: string;
}

export type PlayedReading =
  | { readonly files: PlayedFiles; readonly problems?: undefined }
  | { readonly files?: undefined; readonly problems: readonly MaiosError[] };

/** Reads a scenario and the specs that it names. Problems: NOT_FOUND, SOURCE_UNAVAILABLE, SPEC_* and RULES_INVALID. */
export async function readPlayed(file: string, { workingFolder, now }: ReadingPlace): Promise<PlayedReading> {
  const path = resolve(workingFolder, file);
  if (!existsSync(path)) return { problems: [nothingThere(file)] };
  const content = await readFile(path).catch((cause: unknown) => unreadable(file, cause));
  const text = content instanceof MaiosError ? content : decodeText(file, content);
  if (text instanceof MaiosError) return { problems: [text] };
  const { scenario, problems } = readScenario(file, text);
  if (scenario === undefined) return { problems };
  const folder = dirname(path);
  const specs = await Promise.all((scenario.spec.specs ?? []).map((each) => readSpecs(resolve(folder, each), now())));
  const wrong = specs.flatMap((snapshot) => snapshot.problems);
  if (wrong.length > 0) return { problems: wrong };
  return { files: { scenario, snapshots: [await loadBuiltins(), ...specs], folder } };
}

async function readSpecs(path: string, now: number): Promise<SourceSnapshot> {
  const source = `files:${path}`;
  const found = await readFolder(path, now);
  if (found instanceof MaiosError) return { source, revision: 'files', declared: [], problems: [found] };
  const readings = found.files.map(readOne);
  return {
    source,
    revision: 'files',
    declared: readings.flatMap(({ resources }) => resources.map((item) => ({ ...item, source, revision: 'files' }))),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function readOne({ path, content }: SpecFile): ReturnType<typeof readSpecText> {
  const text = content instanceof MaiosError ? content : decodeText(path, content);
  return text instanceof MaiosError ? { resources: [], problems: [text] } : readSpecText(path, text);
}

function nothingThere(file: string): MaiosError {
  return new MaiosError('NOT_FOUND', `simulate: expected the file of a scenario, found nothing at ${file}`, {
    fix: 'Correct the path after -f.',
  });
}

function unreadable(file: string, cause: unknown): MaiosError {
  const found = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new MaiosError('SPEC_UNREADABLE', `expected a file that can be read, found ${found}`, {
    place: { file },
    cause,
  });
}
