import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { loadBuiltins } from '../../catalog/builtins.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Locate } from '../../catalog/parse/locate.ts';
import { readSpecText } from '../../catalog/read-spec-text.ts';
import { readFolder } from '../../catalog/sources/read-folder.ts';
import { decodeText, type SpecFile } from '../../catalog/sources/spec-file.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { readRevision } from './read-revision.ts';

/** A rule set as a file declares it. */
export interface ReadRuleSet {
  readonly resource: RuleSetResource;
  /** Where a field of it stands: `locate(['spec', ...at])`, with `at` of a condition. */
  readonly locate: Locate;
}

export interface RuleSetReading {
  readonly ruleSets: readonly ReadRuleSet[];
  /** What could not be read, each by itself; the others are there all the same. */
  readonly problems: readonly MaiosError[];
}

/** Where paths start from, and the time (ms since 1970). */
export interface ReadingPlace {
  readonly workingFolder: string;
  readonly now: () => number;
}

/**
 * The rule sets of files, folders and `REV:PATH` (a file or folder of a git revision, as git writes it); without any
 * path, those that come with maios. Problems: NOT_FOUND, SOURCE_UNAVAILABLE, WORKSPACE_GIT, SPEC_* and RULES_INVALID.
 */
export async function readRuleSets(paths: readonly string[], place: ReadingPlace): Promise<RuleSetReading> {
  if (paths.length === 0) return ruleSetsOf(await loadBuiltins());
  const readings: RuleSetReading[] = [];
  for (const path of paths) readings.push(await readPath(path, place));
  return {
    ruleSets: readings.flatMap(({ ruleSets }) => ruleSets),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

async function readPath(path: string, place: ReadingPlace): Promise<RuleSetReading> {
  const files = await listFiles(path, place);
  if (files instanceof MaiosError) return { ruleSets: [], problems: [files] };
  // In a folder, what is not about rules is nobody's business here; a file that was named is read whatever it holds.
  const readings = files.flatMap((file) => readFile(file, files.length === 1));
  const problems = readings.flatMap((reading) => reading.problems);
  const own = withoutDoubles(readings.flatMap(({ ruleSets }) => ruleSets));
  const none = own.ruleSets.length === 0 && problems.length === 0 ? [noRuleSet(path)] : [];
  return { ruleSets: own.ruleSets, problems: [...problems, ...own.problems, ...none] };
}

async function listFiles(path: string, place: ReadingPlace): Promise<readonly SpecFile[] | MaiosError> {
  const absolute = resolve(place.workingFolder, path);
  if (!existsSync(absolute)) return path.includes(':') ? readRevision(path, place.workingFolder) : nothingThere(path);
  const found = await readFolder(absolute, place.now());
  if (found instanceof MaiosError) return found;
  return found.files.map((file) => ({ ...file, path: shownPath(file.path, place) }));
}

// As the caller would name it, where it is below; else where it is.
function shownPath(path: string, { workingFolder }: ReadingPlace): string {
  const below = relative(workingFolder, path);
  return below.startsWith('..') || isAbsolute(below) ? path : join(below);
}

function readFile(file: SpecFile, isNamed: boolean): readonly RuleSetReading[] {
  const text = file.content instanceof MaiosError ? file.content : decodeText(file.path, file.content);
  if (text instanceof MaiosError) return [{ ruleSets: [], problems: [text] }];
  return isNamed || text.includes('RuleSet') ? [ruleSetsOf(withItems(file.path, text))] : [];
}

interface Items {
  readonly declared: readonly { readonly resource: { readonly kind: string }; readonly locate?: Locate }[];
  readonly problems: readonly MaiosError[];
}

function withItems(path: string, text: string): Items {
  const { resources, problems } = readSpecText(path, text);
  return { declared: resources, problems };
}

function ruleSetsOf({ declared, problems }: Items): RuleSetReading {
  return {
    ruleSets: declared.flatMap(({ resource, locate }) =>
      isRuleSet(resource) && locate !== undefined ? [{ resource, locate }] : [],
    ),
    problems,
  };
}

function isRuleSet(resource: { readonly kind: string }): resource is RuleSetResource {
  return resource.kind === 'RuleSet';
}

function withoutDoubles(ruleSets: readonly ReadRuleSet[]): RuleSetReading {
  const first = new Map<string, ReadRuleSet>();
  const problems: MaiosError[] = [];
  for (const ruleSet of ruleSets) {
    const { name } = ruleSet.resource.metadata;
    const other = first.get(name);
    if (other === undefined) first.set(name, ruleSet);
    else problems.push(double(name, ruleSet, other));
  }
  return { ruleSets: [...first.values()], problems };
}

function double(name: string, ruleSet: ReadRuleSet, other: ReadRuleSet): MaiosError {
  const at = ['metadata', 'name'];
  const { file, line } = other.locate(at);
  const message = `RuleSet/${name} metadata.name: expected a name of its own, found the name of the one at ${file}:${line}`;
  return new MaiosError('SPEC_OWNED', message, { place: ruleSet.locate(at) });
}

function nothingThere(path: string): MaiosError {
  return new MaiosError('NOT_FOUND', `expected a file, a folder or REVISION:PATH, found nothing at ${path}`, {
    fix: 'Correct the path.',
  });
}

function noRuleSet(path: string): MaiosError {
  return new MaiosError('NOT_FOUND', `expected at least one RuleSet, found none in ${path}`, {
    fix: 'Name a file or folder that declares rule sets, or leave the path out to read those that come with maios.',
  });
}
