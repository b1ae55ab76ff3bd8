import { MaiosError } from '../errors/maios-error.ts';
import type { ExecResult, ListedFile, Sandbox, SearchMatch } from './sandbox.ts';
import {
  asFields,
  booleanField,
  countField,
  listField,
  optionalCount,
  optionalText,
  textField,
  type Fields,
} from './sandboxd/fields.ts';
import { limits } from './sandboxd/limits.ts';
import type { Session } from './session.ts';

// File operations are quick; what takes longer hangs.
const fileTimeoutMs = 30_000;
// What ending a program and carrying its output over may take beyond the program's own time.
const execMarginMs = 10_000;
const anyCount = Number.MAX_SAFE_INTEGER;

/** The port over a session. Answers are checked field by field: they come from where an agent's code runs. */
export function createRemoteSandbox(driver: string, session: Session): Sandbox {
  const file = (op: string, fields: Fields): Promise<Fields> =>
    session.request(op, fields, { timeoutMs: fileTimeoutMs });
  return {
    driver,
    readFile: async (path, options = {}) => believe(await file('read', { path, ...options }), toReadFile),
    writeFile: async (path, text) => believe(await file('write', { path, text }), toWritten),
    listFiles: async (path, options) => believe(await file('list', { path, ...options }), toListed),
    search: async (pattern, options) => believe(await file('search', { pattern, ...options }), toFound),
    exec: async (command, { timeoutMs, maxOutputBytes, input, signal }) => {
      const fields = { command, timeoutMs, maxOutputBytes, ...(input === undefined ? {} : { input }) };
      const wait = { timeoutMs: timeoutMs + execMarginMs, ...(signal === undefined ? {} : { signal }) };
      return believe(await session.request('exec', fields, wait), toExecResult);
    },
    [Symbol.asyncDispose]: () => session.end(),
  };
}

function believe<T>(answer: Fields, read: (answer: Fields) => T): T {
  try {
    return read(answer);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new MaiosError('SANDBOX_UNAVAILABLE', `the sandbox gave an answer of the wrong form: ${found}`, { cause });
  }
}

function toReadFile(answer: Fields): { text: string; size: number; truncated: boolean } {
  return {
    text: textField(answer, 'text'),
    size: countField(answer, 'size', anyCount),
    truncated: booleanField(answer, 'truncated'),
  };
}

function toWritten(answer: Fields): { bytes: number; created: boolean } {
  return { bytes: countField(answer, 'bytes', anyCount), created: booleanField(answer, 'created') };
}

function toListed(answer: Fields): { files: readonly ListedFile[]; truncated: boolean } {
  return { files: listField(answer, 'files', toListedFile), truncated: booleanField(answer, 'truncated') };
}

const fileTypes: readonly ListedFile['type'][] = ['file', 'directory', 'symlink', 'other'];

function toListedFile(item: unknown): ListedFile {
  const fields = asFields(item);
  const type = fileTypes.find((known) => known === fields['type']) ?? 'other';
  return { path: textField(fields, 'path'), type, size: countField(fields, 'size', anyCount) };
}

function toFound(answer: Fields): { matches: readonly SearchMatch[]; truncated: boolean; engine: string } {
  return {
    matches: listField(answer, 'matches', toMatch),
    truncated: booleanField(answer, 'truncated'),
    engine: textField(answer, 'engine'),
  };
}

function toMatch(item: unknown): SearchMatch {
  const fields = asFields(item);
  return {
    path: textField(fields, 'path'),
    line: countField(fields, 'line', anyCount),
    text: textField(fields, 'text').slice(0, limits.matchChars),
  };
}

function toExecResult(answer: Fields): ExecResult {
  return {
    exitCode: optionalCount(answer, 'exitCode', anyCount),
    signal: optionalText(answer, 'signal'),
    timedOut: booleanField(answer, 'timedOut'),
    stdout: textField(answer, 'stdout'),
    stderr: textField(answer, 'stderr'),
    droppedBytes: countField(answer, 'droppedBytes', anyCount),
    durationMs: countField(answer, 'durationMs', anyCount),
  };
}
