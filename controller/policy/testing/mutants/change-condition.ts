import type { At, Condition } from '../../conditions/condition.ts';
import type { FactTable } from '../../facts.ts';
import { comparisonText } from '../comparison-text.ts';
import type { Change } from './change.ts';
import { comparisonChanges } from './change-comparison.ts';

/** A change somewhere in a tree of conditions, with the place where it is made. */
export interface PlacedChange extends Change<Condition> {
  readonly at: At;
}

/** Every condition that differs from this one in one place: a comparison, a group, a `not` more or less. */
export function conditionChanges(condition: Condition, table: FactTable): readonly PlacedChange[] {
  return [...ownChanges(condition, table), ...innerChanges(condition, table)];
}

function ownChanges(condition: Condition, table: FactTable): readonly PlacedChange[] {
  return changesOf(condition, table).map((change) => ({ ...change, at: condition.at }));
}

function changesOf(condition: Condition, table: FactTable): readonly Change<Condition>[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return groupChanges(condition);
    case 'not':
      return [{ to: condition.of, what: 'without its not' }];
    case 'reference':
      return [
        { to: { kind: 'not', at: condition.at, of: condition }, what: `${condition.name} → not ${condition.name}` },
      ];
    case 'comparison':
      return comparisonChanges(condition, table);
  }
}

type Group = Extract<Condition, { kind: 'all' | 'any' }>;

// A group of one is the same as all and as any, and without its one member it says nothing.
function groupChanges(group: Group): readonly Change<Condition>[] {
  if (group.of.length < 2) return [];
  const other = group.kind === 'all' ? 'any' : 'all';
  const dropped = group.of.map((member, index) => ({
    to: { ...group, of: group.of.toSpliced(index, 1) },
    what: `without ${textOf(member, index)}`,
  }));
  return [{ to: { ...group, kind: other }, what: `${group.kind} → ${other}` }, ...dropped];
}

function innerChanges(condition: Condition, table: FactTable): readonly PlacedChange[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((member, index) =>
        placedWithin(conditionChanges(member, table), (to) => ({ ...condition, of: condition.of.with(index, to) })),
      );
    case 'not':
      return placedWithin(conditionChanges(condition.of, table), (of) => ({ ...condition, of }));
    default:
      return [];
  }
}

function placedWithin(
  changes: readonly PlacedChange[],
  wrap: (inner: Condition) => Condition,
): readonly PlacedChange[] {
  return changes.map(({ to, what, at }) => ({ to: wrap(to), what, at }));
}

function textOf(condition: Condition, index: number): string {
  if (condition.kind === 'comparison') return comparisonText(condition);
  return condition.kind === 'reference' ? condition.name : `member ${index + 1}, ${condition.kind}`;
}
