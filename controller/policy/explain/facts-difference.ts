import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { isRecord } from '../conditions/json.ts';
import type { Facts, FactValue } from '../facts.ts';

/** One fact, or what a path leads to inside of it, that is otherwise. */
export interface FactChange {
  readonly fact: string;
  readonly path?: string;
  readonly from: FactValue;
  readonly to: FactValue;
}

/** What tells two snapshots apart; inside of objects, by path. */
export function factsDifference(before: Facts, after: Facts): readonly FactChange[] {
  return Object.keys(after).flatMap((fact) => difference(fact, [], before[fact] ?? null, after[fact] ?? null));
}

/** How large the steps of some changes are together: a number's counts by its share, any other change as one. */
export function stepsOf(changes: readonly FactChange[]): number {
  return changes.reduce((sum, { from, to }) => sum + stepOf(from, to), 0);
}

function difference(
  fact: string,
  names: readonly string[],
  from: FactValue | undefined,
  to: FactValue | undefined,
): readonly FactChange[] {
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.flatMap((key) => difference(fact, [...names, key], from[key], to[key]));
  }
  if (canonicalJson(from) === canonicalJson(to)) return [];
  const path = names.length === 0 ? {} : { path: `$.${names.join('.')}` };
  return [{ fact, ...path, from: from ?? null, to: to ?? null }];
}

function isObject(value: FactValue | undefined): value is Readonly<Record<string, FactValue>> {
  return isRecord(value);
}

function stepOf(from: FactValue, to: FactValue): number {
  if (typeof from !== 'number' || typeof to !== 'number') return 1;
  return Math.abs(to - from) / Math.max(1, Math.abs(from), Math.abs(to));
}
