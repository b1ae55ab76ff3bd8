import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { Comparison, FactRef, Operand } from '../conditions/condition.ts';
import { pathNames } from '../conditions/path.ts';
import type { FactTable, FactValue } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';
import { orders, ties, type TieEnd } from '../stages/ties.ts';
import { domainOf } from './domain.ts';
import {
  complement,
  covers,
  eitherTruth,
  everyNumberFrom,
  everything,
  intersect,
  nothing,
  setOf,
  type ValueSet,
} from './value-set.ts';
import type { Bound, Implication, Meaning, Variable } from './variable.ts';

/** The space of all snapshots of a stage: its variables, each made once. Regions of one space alone may be compared. */
export interface Space {
  readonly stage: Stage;
  readonly table: FactTable;
  valueOf(ref: FactRef): Variable;
  /** Whether a list contains a member. */
  containsOf(ref: FactRef, member: FactValue): Variable;
  /** Whether a comparison that is not analysed is true; leading `not` has been taken off its operator. */
  opaqueOf(comparison: Comparison): Variable;
}

type Growing = Omit<Variable, 'implies' | 'bounds'> & { readonly implies: Implication[]; readonly bounds: Bound[] };

/** With what is known of how the facts of the stage hang together. */
export function createSpace(stage: Stage): Space {
  const table = factRegistry[stage];
  const known = new Map<string, Growing>();
  const intern = (key: string, meaning: Meaning, domain: ValueSet): Growing => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const variable: Growing = { key, meaning, domain, implies: [], bounds: [] };
    known.set(key, variable);
    return variable;
  };
  const valueOf = (ref: FactRef): Growing => intern(shownRef(ref), { kind: 'value', ref }, domainOf(ref, table));
  for (const { when, means } of ties[stage]) tie(end(when, valueOf), end(means, valueOf));
  closeTies([...known.values()]);
  for (const order of orders[stage]) putInOrder(order.map((fact) => valueOf({ fact })));
  return {
    stage,
    table,
    valueOf,
    containsOf: (ref, member) => {
      const key = `${shownRef(ref)} contains ${JSON.stringify(member)}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const length = valueOf({ fact: ref.fact, path: '$.length' });
      const variable = intern(key, { kind: 'contains', ref, member, length }, eitherTruth);
      tie([variable, setOf([true])], [length, everyNumberFrom(1)]);
      return variable;
    },
    opaqueOf: (comparison) => {
      const key = shownComparison(comparison);
      const before = known.get(key);
      if (before !== undefined) return before;
      const variable = intern(key, { kind: 'opaque', comparison }, eitherTruth);
      for (const ref of sizedBy(comparison)) tie([variable, setOf([true])], [valueOf(ref), anyNumber]);
      return variable;
    },
  };
}

const anyNumber: ValueSet = { ...nothing, numbers: everything.numbers };

// Comparing by size is true of two numbers alone.
function sizedBy({ left, chain, right }: Comparison): readonly FactRef[] {
  const isBySize = chain.decorators.length === 0 && /^(less|greater)Than/.test(chain.operator);
  return isBySize && 'ref' in right ? [left, right.ref] : [];
}

type End = readonly [Growing, ValueSet];

function end({ fact, in: values, not }: TieEnd, valueOf: (ref: FactRef) => Growing): End {
  const variable = valueOf({ fact });
  const set = values === undefined ? complement(setOf(not ?? [])) : setOf(values);
  return [variable, intersect(variable.domain, set)];
}

// An implication, and the same read backwards.
function tie([a, whenA]: End, [b, thenB]: End): void {
  a.implies.push({ when: whenA, variable: b, set: intersect(b.domain, thenB) });
  b.implies.push({
    when: intersect(b.domain, complement(thenB)),
    variable: a,
    set: intersect(a.domain, complement(whenA)),
  });
}

function putInOrder(parts: readonly Growing[]): void {
  for (const [index, part] of parts.entries()) {
    for (const whole of parts.slice(index + 1)) {
      part.bounds.push({ variable: whole, isAtMost: true });
      whole.bounds.push({ variable: part, isAtMost: false });
    }
  }
}

// What follows from what follows, too, so that two constraints that exclude each other are always seen to.
function closeTies(variables: readonly Growing[]): void {
  for (const variable of variables) {
    // A list that grows while it is walked is walked to its end.
    for (const { when, variable: middle, set } of variable.implies) {
      for (const next of middle.implies) {
        const isNew = next.variable !== variable && covers(next.when, set) && !isKnown(variable, when, next);
        if (isNew) variable.implies.push({ ...next, when });
      }
    }
  }
}

function isKnown({ implies }: Growing, when: ValueSet, { variable, set }: Implication): boolean {
  return implies.some((each) => each.variable === variable && covers(each.when, when) && covers(set, each.set));
}

function shownRef({ fact, path }: FactRef): string {
  return path === undefined ? fact : `${fact} $.${pathNames(path).join('.')}`;
}

function shownComparison({ left, chain, right }: Comparison): string {
  return `${shownRef(left)} ${[...chain.decorators, chain.operator].join(':')} ${shownOperand(right)}`;
}

function shownOperand(right: Operand): string {
  return 'ref' in right ? shownRef(right.ref) : JSON.stringify(right.literal);
}
