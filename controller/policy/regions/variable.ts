import { readFact, type Comparison, type FactRef } from '../conditions/condition.ts';
import { isList } from '../conditions/json.ts';
import { judgeCondition } from '../conditions/judge-condition.ts';
import type { Facts, FactValue } from '../facts.ts';
import type { ValueSet } from './value-set.ts';

/** What a variable stands for: a fact's value, whether a list contains a member, whether an unanalysed comparison is true. */
export type Meaning =
  | { readonly kind: 'value'; readonly ref: FactRef }
  | { readonly kind: 'contains'; readonly ref: FactRef; readonly member: FactValue; readonly length: Variable }
  | { readonly kind: 'opaque'; readonly comparison: Comparison };

/** One dimension of the space that regions lie in. Made by a Space, one object for each. */
export interface Variable {
  /** Tells variables apart, and is how people read them. */
  readonly key: string;
  readonly meaning: Meaning;
  /** All that it can be. */
  readonly domain: ValueSet;
  /** What else is known once this variable is. */
  readonly implies: readonly Implication[];
  /** Other numbers that bound this one. */
  readonly bounds: readonly Bound[];
}

/** A number is never more than another one (`atMost`), or never less. */
export interface Bound {
  readonly variable: Variable;
  readonly isAtMost: boolean;
}

/** While the variable is within `when`, another one is within `set`. */
export interface Implication {
  readonly when: ValueSet;
  readonly variable: Variable;
  readonly set: ValueSet;
}

/** What a variable is in a snapshot; undefined when a comparison cannot be judged. */
export function readVariable({ meaning }: Variable, facts: Facts): FactValue | undefined {
  switch (meaning.kind) {
    case 'value':
      return readFact(facts, meaning.ref);
    case 'contains': {
      const list = readFact(facts, meaning.ref);
      return isList(list) && list.includes(meaning.member);
    }
    case 'opaque':
      return truthOf(meaning.comparison, facts);
  }
}

function truthOf(comparison: Comparison, facts: Facts): boolean | undefined {
  try {
    return judgeCondition(comparison, facts, new Map()).holds;
  } catch {
    return undefined;
  }
}
