import { type Stage } from '../../catalog/kinds/rule-set.ts';
import { type Comparison, type Condition, type FactRef, type Operand } from '../conditions/condition.ts';
import { isList } from '../conditions/json.ts';
import { type Facts, type FactValue } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';
import { mayBeUnbegun, msPerUnitOf, wholeMs } from './advance-facts.ts';

/** The comparisons of conditions that may come out otherwise though nothing happens but that time passes. */
export function comparisonsInTime(stage: Stage, conditions: readonly Condition[]): readonly Comparison[] {
  return conditions.flatMap(comparisonsIn).filter(({ left, right }) => {
    const refs = [left, ...('ref' in right ? [right.ref] : [])];
    return refs.some((ref) => factRegistry[stage][ref.fact]?.perMs !== undefined);
  });
}

function comparisonsIn(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'comparison':
      return [condition];
    case 'all':
    case 'any':
      return condition.of.flatMap(comparisonsIn);
    case 'not':
      return comparisonsIn(condition.of);
    case 'reference':
      return [];
  }
}

/**
 * When (ms since 1970, after `now`) the two sides of a comparison meet, and the first millisecond after that: any of the
 * operators comes out otherwise at one of the two, if at all.
 */
export function crossingsOf(stage: Stage, facts: Facts, { left, right }: Comparison): readonly number[] {
  const now = Number(facts['now']);
  const lines = linesOf(stage, facts, { ref: left });
  const others = linesOf(stage, facts, right);
  const meetings = lines.flatMap((line) => others.flatMap((other) => meetingOf(line, other)));
  return meetings
    .flatMap((elapsedMs) => [Math.ceil(elapsedMs), Math.floor(elapsedMs) + 1])
    .filter((elapsedMs) => elapsedMs > 0)
    .map((elapsedMs) => now + elapsedMs);
}

/** A number over time: `value` units now; with `msPerUnit`, growing by one unit in each that many milliseconds. */
interface Line {
  readonly value: number;
  readonly msPerUnit: number | undefined;
}

// A list gives a line for each number in it, whatever the operator makes of the list.
function linesOf(stage: Stage, facts: Facts, operand: Operand): readonly Line[] {
  if (!('ref' in operand)) return numbersIn(operand.literal).map(still);
  const { fact, path }: FactRef = operand.ref;
  const value = facts[fact] ?? null;
  const definition = factRegistry[stage][fact];
  if (definition?.perMs === undefined || path !== undefined) return numbersIn(value).map(still);
  const msPerUnit = msPerUnitOf(definition, facts);
  if (typeof value !== 'number') return [];
  return [{ value, msPerUnit }, ...(mayBeUnbegun(definition, value) ? [still(value)] : [])];
}

function still(value: number): Line {
  return { value, msPerUnit: undefined };
}

function numbersIn(value: FactValue): readonly number[] {
  if (typeof value === 'number') return [value];
  return isList(value) ? value.flatMap(numbersIn) : [];
}

// Both in whole milliseconds of the one that moves, so that dividing and multiplying by its unit adds nothing.
function meetingOf(a: Line, b: Line): readonly number[] {
  if (a.msPerUnit === undefined && b.msPerUnit === undefined) return [];
  if (a.msPerUnit === undefined) return meetingOf(b, a);
  const ms = wholeMs(a.value * a.msPerUnit);
  if (b.msPerUnit === undefined) return [wholeMs(b.value * a.msPerUnit) - ms];
  if (a.msPerUnit === b.msPerUnit) return [];
  const otherMs = wholeMs(b.value * b.msPerUnit);
  return [wholeMs((otherMs * a.msPerUnit - ms * b.msPerUnit) / (b.msPerUnit - a.msPerUnit))];
}
