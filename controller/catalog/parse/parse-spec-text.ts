import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { MaiosError } from '../../errors/maios-error.ts';
import { boundProblems } from './bound-problems.ts';
import { describeYamlError } from './describe-yaml-error.ts';
import { formatPath } from './json-path.ts';
import { locateIn, parseOptions, type Locate } from './locate.ts';
import { plainValue } from './plain-value.ts';
import { scanText } from './scan-text.ts';

/** One well-formed document of a file; what it says has not been looked at. */
export interface ParsedDocument {
  /** Its position in the file, from 0. */
  readonly index: number;
  readonly value: unknown;
  readonly locate: Locate;
}

export interface ParsedText {
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly MaiosError[];
}

/**
 * The documents of a YAML (or JSON) text. Never throws: what cannot be read becomes a problem, and leaves the other
 * documents of the file alone. Problems: SPEC_UNREADABLE (beyond a bound), SPEC_SYNTAX, SPEC_INVALID (not plain data).
 */
export function parseSpecText(file: string, text: string): ParsedText {
  const refusal = scanText(file, text);
  if (refusal !== undefined) return { documents: [], problems: [refusal] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { ...parseOptions, lineCounter: lines });
  // An empty stream is not an array of documents but a value of its own.
  const documents = [...parsed].map((document, index) => readDocument(file, document, index, lines));
  return {
    documents: documents.flatMap(({ document }) => document ?? []),
    problems: boundProblems(
      file,
      documents.flatMap(({ problems }) => problems),
    ),
  };
}

interface DocumentReading {
  readonly document?: ParsedDocument;
  readonly problems: readonly MaiosError[];
}

function readDocument(file: string, document: Document, index: number, lines: LineCounter): DocumentReading {
  const flaw = firstOf(document.errors) ?? firstOf(document.warnings);
  if (flaw !== undefined) return { problems: [syntaxError(file, flaw, lines)] };
  if (document.directives?.yaml.version === '1.1') return { problems: [oldYaml(file)] };
  // `---` with nothing behind it.
  if (document.contents === null) return { problems: [] };
  const locate = locateIn(file, document, lines);
  const { value, flaws } = plainValue(document);
  if (flaws.length === 0) {
    return isEmpty(value) ? { problems: [] } : { document: { index, value, locate }, problems: [] };
  }
  return {
    problems: flaws.map(({ path, message }) => {
      const at = path.length === 0 ? '' : `${shorten(formatPath(path))}: `;
      return new MaiosError('SPEC_INVALID', at + message, { place: locate(path), details: { path: formatPath(path) } });
    }),
  };
}

// A path into a bomb is as deep as the bomb.
function shorten(path: string): string {
  return path.length > 120 ? `${path.slice(0, 60)}…${path.slice(-20)}` : path;
}

interface YamlError {
  readonly message: string;
  readonly pos: readonly [number, number];
}

// What the parser says after its first error is mostly an echo: one unclosed bracket is up to five of them.
function firstOf(errors: readonly YamlError[]): YamlError | undefined {
  return errors.toSorted((one, other) => one.pos[0] - other.pos[0])[0];
}

function isEmpty(value: unknown): boolean {
  return value === null;
}

function syntaxError(file: string, { message, pos }: YamlError, lines: LineCounter): MaiosError {
  const { line, col } = lines.linePos(pos[0]);
  return new MaiosError('SPEC_SYNTAX', `not well-formed YAML: ${describeYamlError(message)}`, {
    place: { file, line, column: col },
  });
}

// YAML 1.1 reads yes, no, on and off as truth values, and other numbers.
function oldYaml(file: string): MaiosError {
  return new MaiosError('SPEC_SYNTAX', 'expected YAML 1.2, found the directive "%YAML 1.1"', { place: { file } });
}
