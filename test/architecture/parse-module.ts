import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What the boundary checks want to know of one file. */
export interface Module {
  /** From the top of the repository, with `/`. */
  readonly path: string;
  readonly lines: number;
  /** Files of this repository that it imports, types included. */
  readonly files: readonly string[];
  /** npm packages and `node:` modules that it imports. */
  readonly packages: readonly string[];
  /** What it reads from outside of its arguments: `Date.now`, `process.env`, `fetch` and their like. */
  readonly ambient: readonly string[];
  /** It has exports, and all of them come from elsewhere. */
  readonly isBarrel: boolean;
}

/** Reads the imports, and what else matters, out of one file's text. */
export function parseModule(path: string, text: string): Module {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`expected TypeScript in ${path}, found: ${errors[0]?.message}`);
  const nodes = [...walk(program)];
  const specifiers = nodes.flatMap(specifierOf);
  const isLocal = (specifier: string): boolean => specifier.startsWith('.');
  return {
    path,
    lines: text.split('\n').length - 1,
    files: specifiers.filter(isLocal).map((specifier) => posix.join(posix.dirname(path), specifier)),
    packages: specifiers.filter((specifier) => !isLocal(specifier)).map(packageOf),
    ambient: nodes.flatMap(ambientOf),
    isBarrel: program.body.length > 0 && program.body.every(isReExport),
  };
}

type Node = Readonly<Record<string, unknown>>;

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
  } else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* walk(child);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
}

const importing = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
];

// A worker is started from `new URL('./worker.ts', import.meta.url)`, which is an import in all but name.
function specifierOf(node: Node): readonly string[] {
  if (importing.includes(String(node['type']))) return literal(node['source']);
  const given: readonly unknown[] = Array.isArray(node['arguments']) ? node['arguments'] : [];
  return isNamed(node['callee'], 'URL') ? literal(given[0]).filter((specifier) => /^\..*\.ts$/.test(specifier)) : [];
}

function literal(node: unknown): readonly string[] {
  return isNode(node) && typeof node['value'] === 'string' ? [node['value']] : [];
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node['type'] === 'Identifier' && node['name'] === name;
}

function packageOf(specifier: string): string {
  const depth = specifier.startsWith('@') ? 2 : 1;
  return specifier.startsWith('node:') ? specifier : specifier.split('/').slice(0, depth).join('/');
}

const ambientMembers = ['Date.now', 'Math.random', 'process.env', 'performance.now', 'crypto.randomUUID'];
const ambientCalls = ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

function ambientOf(node: Node): readonly string[] {
  switch (node['type']) {
    case 'MemberExpression':
      return ambientMembers.filter((name) => isMember(node, name));
    case 'CallExpression':
      return ambientCalls.filter((name) => isNamed(node['callee'], name));
    case 'NewExpression':
      return isNamed(node['callee'], 'Date') && isEmpty(node['arguments']) ? ['new Date()'] : [];
    default:
      return [];
  }
}

function isMember(node: Node, name: string): boolean {
  const [object = '', property = ''] = name.split('.');
  return isNamed(node['object'], object) && isNamed(node['property'], property);
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}

function isReExport(node: unknown): boolean {
  return isNode(node) && String(node['type']).startsWith('Export') && isNode(node['source']);
}
