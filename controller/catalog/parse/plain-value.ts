import { isAlias, isMap, isScalar, isSeq, type Document, type Pair, type YAMLMap } from 'yaml';
import { bounds } from './bounds.ts';
import type { JsonPath } from './json-path.ts';

/** Something that YAML allows and a spec must not hold. */
export interface Flaw {
  readonly path: JsonPath;
  readonly message: string;
}

/** The plain JSON value of a document, and what is wrong with it. With flaws, the value is not to be used. */
export function plainValue(document: Document): { readonly value: unknown; readonly flaws: readonly Flaw[] } {
  const reading: Reading = { document, flaws: [], values: 0 };
  return { value: readNode(reading, document.contents, [], 0), flaws: reading.flaws };
}

interface Reading {
  readonly document: Document;
  readonly flaws: Flaw[];
  values: number;
}

function readNode(reading: Reading, node: unknown, path: JsonPath, depth: number): unknown {
  reading.values += 1;
  if (depth > bounds.nesting) {
    return flaw(reading, path, `expected at most ${bounds.nesting} levels of nesting, found more`);
  }
  // Said once: everything after it is left out.
  if (reading.values === bounds.values + 1) {
    return flaw(reading, path, `expected at most ${bounds.values} values, found more`);
  }
  if (reading.values > bounds.values) return undefined;
  if (isMap(node)) return readMap(reading, node, path, depth);
  if (isSeq(node)) return node.items.map((item, index) => readNode(reading, item, [...path, index], depth + 1));
  if (isScalar(node)) return readScalar(reading, node.value, path);
  if (isAlias(node)) {
    const target = node.resolve(reading.document);
    if (target === undefined) {
      return flaw(reading, path, `expected the name of an anchor above, found "*${node.source}"`);
    }
    return readNode(reading, target, path, depth + 1);
  }
  return null;
}

function readMap(reading: Reading, map: YAMLMap, path: JsonPath, depth: number): unknown {
  const members: [string, unknown][] = [];
  const seen = new Set<string>();
  for (const pair of map.items) {
    const key = readKey(reading, pair, path);
    if (key === undefined) continue;
    // yaml's own check compares every key with every other: 150,000 keys, which fit in 1 MiB, would take minutes.
    if (seen.has(key)) flaw(reading, [...path, key], `expected the field "${key}" once, found it again`);
    seen.add(key);
    members.push([key, readNode(reading, pair.value, [...path, key], depth + 1)]);
  }
  return Object.fromEntries(members);
}

// Names that lead to an object's prototype: no spec needs them, and code that copies objects trips over them.
const forbiddenKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

// YAML 1.1 alone has them.
const mergeKey = 'expected the name of a field, found the merge key "<<"; write the fields out';

function readKey(reading: Reading, pair: Pair, path: JsonPath): string | undefined {
  const key = isScalar(pair.key) ? keyText(pair.key.value, pair.key.source) : undefined;
  if (key === undefined) {
    return flaw(reading, path, 'expected the name of a field, found a list, an object, an alias or nothing');
  }
  if (key === '<<') return flaw(reading, [...path, key], mergeKey);
  if (forbiddenKeys.includes(key)) return flaw(reading, [...path, key], `the name "${key}" is not allowed for a field`);
  return key;
}

function keyText(value: unknown, source: string | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : undefined;
}

function readScalar(reading: Reading, value: unknown, path: JsonPath): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'number') {
    return flaw(reading, path, 'expected plain text, a number, true, false or null, found another type');
  }
  if (!Number.isFinite(value)) return flaw(reading, path, `expected a finite number, found ${value}`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return flaw(reading, path, `expected a whole number below 2^53, found ${value}; put text in quotes`);
  }
  return value;
}

function flaw(reading: Reading, path: JsonPath, message: string): undefined {
  if (reading.flaws.length <= bounds.problems) reading.flaws.push({ path, message });
  return undefined;
}
