import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { errnoOf, Fault } from './fault.ts';
import { limits } from './limits.ts';
import type { Found, Match, Search } from './checked-search.ts';

// Ripgrep reads no configuration, runs no preprocessor, and sees the same files as the fallback does.
const fixedArguments = [
  '--no-config',
  '--no-ignore',
  '--hidden',
  '--glob=!**/.git/**',
  '--glob=!**/node_modules/**',
  '--color=never',
  '--no-heading',
  '--with-filename',
  '--line-number',
  '--null',
  '--crlf',
  '--sort=path',
  `--max-columns=${limits.matchChars}`,
  '--max-columns-preview',
  `--max-filesize=${limits.searchFileBytes}`,
  '--no-messages',
];

/** undefined where there is no ripgrep. */
export async function searchWithRipgrep(search: Search): Promise<Found | undefined> {
  const start = startPath(search);
  const args = [...fixedArguments, search.caseSensitive ? '-s' : '-i', '-e', search.pattern, '--', start];
  // The open descriptor is handed over as 3, so that nobody can swap what the path means on the way.
  const child = spawn('rg', args, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe', search.fd] });
  const records = createRecords(search, start);
  let complaint = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    records.add(chunk);
    if (records.full()) child.kill('SIGKILL');
  });
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(0, 2000)));
  const outcome = await ended(child);
  if (outcome === 'absent') return undefined;
  if (outcome === 2 && records.matches.length === 0) throw new Fault('USAGE', `pattern: ${firstParagraph(complaint)}`);
  return { matches: records.matches, truncated: records.full() || outcome === 'late', engine: 'ripgrep' };
}

// Then comes advice about options that nobody here can set.
function firstParagraph(complaint: string): string {
  return complaint.trim().split('\n\n', 1).join('');
}

function startPath(search: Search): string {
  if (process.platform !== 'linux') return join(search.root.path, search.start);
  return search.isDirectory ? '/proc/self/fd/3/' : '/proc/self/fd/3';
}

function ended(child: ChildProcess): Promise<number | 'absent' | 'late' | undefined> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limits.searchMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      if (errnoOf(error) === 'ENOENT') resolve('absent');
      else reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(late ? 'late' : (code ?? undefined));
    });
  });
}

interface Records {
  readonly matches: Match[];
  add(chunk: Buffer): void;
  full(): boolean;
}

// A record is `path NUL line ':' text LF`; a path may hold a line feed, a text cannot.
function createRecords(search: Search, start: string): Records {
  const matches: Match[] = [];
  let rest = Buffer.alloc(0);
  const full = (): boolean => matches.length > search.maxMatches;
  return {
    get matches() {
      return matches.slice(0, search.maxMatches);
    },
    full,
    add(chunk) {
      rest = Buffer.concat([rest, chunk]);
      while (!full()) {
        const nul = rest.indexOf(0);
        const end = nul === -1 ? -1 : rest.indexOf(10, nul);
        if (end === -1) return;
        matches.push(toMatch(search, start, rest.toString('utf8', 0, nul), rest.toString('utf8', nul + 1, end)));
        rest = rest.subarray(end + 1);
      }
    },
  };
}

function toMatch(search: Search, start: string, path: string, record: string): Match {
  const colon = record.indexOf(':');
  const below = path.slice(start.length).replace(/^\//, '');
  const parts = [search.start, below].filter((part) => part !== '');
  const text = record.slice(colon + 1, colon + 1 + limits.matchChars).replace(/\r$/, '');
  return { path: parts.join('/'), line: Number(record.slice(0, colon)), text };
}
