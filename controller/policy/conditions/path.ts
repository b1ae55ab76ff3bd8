import type { FactValue } from '../facts.ts';
import { isFactValue, isList, isRecord } from './json.ts';

// Only names and dots. json-rules-engine would hand anything else to jsonpath-plus, whose filters and
// scripts execute code (CVE-2024-21534, CVE-2025-1302 and later ones); here no path is ever executed.
const safePath = /^(\$\.)?[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*){0,15}$/;

/** Whether a path is `$.name.name…` or `name.name…`. */
export function isSafePath(path: string): boolean {
  return safePath.test(path);
}

/**
 * What a safe path leads to inside a fact. A list has `length` and nothing else.
 * What is not there is null and never undefined, so that no operator is true of something that is missing.
 */
export function readPath(value: unknown, path: string): FactValue {
  let found: unknown = value;
  for (const name of pathNames(path)) found = readName(found, name);
  return isFactValue(found) ? found : null;
}

/** The same for values that are known to be JSON all the way down, with the path read once. */
export function pathReader(path: string): (value: FactValue) => FactValue {
  const names = pathNames(path);
  return (value) => {
    let found = value;
    for (const name of names) found = readMember(found, name);
    return found;
  };
}

/** The names that a safe path walks through. */
export function pathNames(path: string): readonly string[] {
  return path.replace(/^\$\./, '').split('.');
}

function readName(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return name === 'length' ? value.length : null;
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : null;
}

function readMember(value: FactValue, name: string): FactValue {
  if (value === null || typeof value !== 'object') return null;
  if (isList(value)) return name === 'length' ? value.length : null;
  return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}
