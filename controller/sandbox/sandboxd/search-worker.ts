import { closeSync, fstatSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { limits } from './limits.ts';
import { listFiles } from './list-files.ts';
import { readAt } from './read-file.ts';
import type { Match, Search, WorkerFindings } from './checked-search.ts';
import { toExpression } from './search-expression.ts';
import { openForReading, type Directory } from './workspace-path.ts';

// The thread's one input, given by search-fallback.ts.
const search = workerData as Search;
parentPort?.postMessage(run());

function run(): WorkerFindings {
  const expression = toExpression(search.pattern, search.caseSensitive);
  if (typeof expression === 'string') return { matches: [], truncated: false, complaint: expression };
  const { paths, all } = pathsToSearch();
  const matches: Match[] = [];
  for (const path of paths) {
    for (const match of matchesIn(search.root, path, expression)) {
      if (matches.length === search.maxMatches) return { matches, truncated: true };
      matches.push(match);
    }
  }
  return { matches, truncated: !all };
}

function pathsToSearch(): { readonly paths: readonly string[]; readonly all: boolean } {
  if (!search.isDirectory) return { paths: [search.start], all: true };
  const listing = { path: search.start, depth: limits.listDepth, maxEntries: limits.searchFiles };
  const { files, truncated } = listFiles(search.root, listing);
  const paths = files.filter((file) => file.type === 'file').map((file) => file.path);
  return { paths: paths.toSorted(), all: !truncated };
}

function* matchesIn(root: Directory, path: string, expression: RegExp): Generator<Match> {
  const text = readText(root, path);
  if (text === undefined) return;
  for (const [index, line] of linesOf(text).entries()) {
    if (expression.test(line)) yield { path, line: index + 1, text: line.slice(0, limits.matchChars) };
  }
}

// As ripgrep counts them: without the mark of byte order, the line feeds and what stands before those.
function linesOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return (lines.at(-1) === '' ? lines.slice(0, -1) : lines).map((line) => line.replace(/\r$/, ''));
}

// undefined: too large, gone meanwhile, or not text (a NUL byte, as ripgrep decides it).
function readText(root: Directory, path: string): string | undefined {
  let fd: number | undefined;
  try {
    fd = openForReading(root, path);
    const { size } = fstatSync(fd);
    const bytes = size > limits.searchFileBytes ? undefined : readAt(fd, 0, size);
    return bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
