import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { Condition, FactRef } from '../conditions/condition.ts';
import { isList } from '../conditions/json.ts';
import type { Facts, FactValue } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';
import { lineOf, meetingOf, type Line } from './line.ts';
import { comparisonsInTime } from './comparisons-in-time.ts';

/**
 * Times (ms since 1970, after `now`) at which comparisons may come out otherwise though nothing happens but that time
 * passes, in no order: when the two sides meet, and the first millisecond after that, for any of the operators changes at
 * one of the two, if at all. Of very many, those that come first: at least `most`.
 */
export type Crossings = (facts: Facts, most: number) => readonly number[];

/** Sorts what conditions compare with facts that follow the clock, once; undefined when there is nothing of the kind. */
export function prepareCrossings(stage: Stage, conditions: readonly Condition[]): Crossings | undefined {
  const comparisons = comparisonsInTime(stage, conditions);
  if (comparisons.length === 0) return undefined;
  const thresholds = new Map<string, Set<number>>();
  const pairs = new Map<string, readonly [FactRef, FactRef]>();
  for (const { left, right } of comparisons) {
    if ('ref' in right) pairs.set(JSON.stringify([left, right.ref]), [left, right.ref]);
    else addAll(thresholds, left.fact, numbersIn(right.literal));
  }
  const sorted = [...thresholds].map(([fact, each]) => [fact, [...each].toSorted((a, b) => a - b)] as const);
  return (facts, most) => {
    const meetings = [
      ...sorted.flatMap(([fact, values]) =>
        linesOf(stage, facts, { fact }).flatMap((line) => ahead(line, values, most)),
      ),
      ...[...pairs.values()].flatMap(([left, right]) =>
        linesOf(stage, facts, left).flatMap((a) => linesOf(stage, facts, right).flatMap((b) => meetingOf(a, b) ?? [])),
      ),
    ];
    const now = Number(facts['now']);
    return meetings
      .flatMap((elapsedMs) => [Math.ceil(elapsedMs), Math.floor(elapsedMs) + 1])
      .filter((elapsedMs) => elapsedMs > 0)
      .map((elapsedMs) => now + elapsedMs);
  };
}

function addAll(sets: Map<string, Set<number>>, key: string, values: readonly number[]): void {
  const set = sets.get(key) ?? new Set();
  for (const value of values) set.add(value);
  sets.set(key, set);
}

// The next values that the line meets, from a sorted list; one that it has just met may have its end ahead.
function ahead(line: Line, values: readonly number[], most: number): readonly number[] {
  if (line.msPerUnit === undefined) return [];
  const next = firstAtLeast(values, line.value);
  const near =
    line.msPerUnit > 0
      ? values.slice(Math.max(0, next - 1), next + most)
      : values.slice(Math.max(0, next - most), next + 2);
  return near.flatMap((value) => meetingOf(line, { value, msPerUnit: undefined }) ?? []);
}

function firstAtLeast(values: readonly number[], wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? wanted) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A list gives a line for each number in it, whatever the operator makes of the list.
function linesOf(stage: Stage, facts: Facts, { fact, path }: FactRef): readonly Line[] {
  const value = facts[fact] ?? null;
  const definition = factRegistry[stage][fact];
  if (definition?.perMs === undefined || path !== undefined) return numbersIn(value).map(still);
  return typeof value === 'number' ? lineOf(definition, value, facts) : [];
}

function still(value: number): Line {
  return { value, msPerUnit: undefined };
}

function numbersIn(value: FactValue): readonly number[] {
  if (typeof value === 'number') return [value];
  return isList(value) ? value.flatMap(numbersIn) : [];
}
