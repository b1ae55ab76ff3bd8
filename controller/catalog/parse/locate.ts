import { isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { Place } from '../../errors/maios-error.ts';
import type { JsonPath } from './json-path.ts';

/** Finds where a field stands in its file: the key of a member, the first character of a list's item. */
export interface Locate {
  (path: JsonPath): Place;
  /** What it looks in, where that is no more than text: enough to find the same in another thread. */
  readonly source?: LocateSource;
}

/** One document of a file, by its position. */
export interface LocateSource {
  readonly file: string;
  readonly text: string;
  readonly index: number;
}

/** What is not there is shown at the nearest thing around it that is. */
export function locateIn(file: string, document: Document, lines: LineCounter): Locate {
  return (path) => {
    const { line, col } = lines.linePos(offsetOf(document.contents, path, document.range?.[0] ?? 0));
    return { file, line, column: col };
  };
}

/** The same for a document read earlier, from its text alone: only problems ask, and trees of all documents are large. */
export function locateLater(source: LocateSource): Locate {
  const { file, text, index } = source;
  const locate = (path: JsonPath): Place => {
    const { documents, lines } = parseAgain(text);
    const document = documents[index];
    return document === undefined ? { file } : locateIn(file, document, lines)(path);
  };
  return Object.assign(locate, { source });
}

interface Syntax {
  readonly text: string;
  readonly documents: readonly Document[];
  readonly lines: LineCounter;
}

// Problems come in crowds from one file, and parsing it anew for each would take seconds; the tree goes with the crowd.
let latest: WeakRef<Syntax> | undefined;

function parseAgain(text: string): Syntax {
  const known = latest?.deref();
  if (known?.text === text) return known;
  const lines = new LineCounter();
  const syntax = { text, documents: [...parseAllDocuments(text, { ...parseOptions, lineCounter: lines })], lines };
  latest = new WeakRef(syntax);
  return syntax;
}

/** Duplicate keys are found by plain-value.ts, in linear time. */
export const parseOptions = { version: '1.2', prettyErrors: false, uniqueKeys: false, logLevel: 'silent' } as const;

function offsetOf(node: unknown, path: JsonPath, fallback: number): number {
  const here = startOf(node) ?? fallback;
  const [step, ...rest] = path;
  if (step === undefined) return here;
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? fallback : offsetOf(item, rest, startOf(item) ?? here);
  }
  // The last of two equal keys is the one too many.
  const pair = isMap(node)
    ? node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step))
    : undefined;
  if (pair === undefined) return fallback;
  const keyOffset = startOf(pair.key) ?? here;
  return rest.length === 0 ? keyOffset : offsetOf(pair.value, rest, keyOffset);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
