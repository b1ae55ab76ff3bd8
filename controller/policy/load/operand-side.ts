import { type FactRef } from '../conditions/condition.ts';
import { show } from '../conditions/json.ts';
import { type FactDefinition, type FactTable, type FactValue } from '../facts.ts';

/** What is known at load about one side of a comparison. */
export interface Side {
  readonly type: FactDefinition['type'] | 'null' | 'unknown';
  readonly nullable: boolean;
  readonly values?: readonly string[];
  /** The members of a literal list. */
  readonly members?: readonly Side[];
  readonly literal?: FactValue;
  readonly shown: string;
}

const unknownSide: Side = { type: 'unknown', nullable: true, shown: 'a member' };

/** What is known about a fact, or about what a path leads to inside of it. */
export function sideOfRef(ref: FactRef, facts: FactTable): Side {
  const definition = facts[ref.fact];
  const shown = `${ref.fact}${ref.path === undefined ? '' : ` ${ref.path}`}`;
  if (definition === undefined) return { ...unknownSide, shown };
  if (ref.path !== undefined) {
    return definition.type === 'list' ? { type: 'number', nullable: false, shown } : { ...unknownSide, shown };
  }
  const { type, nullable, values } = definition;
  return { type, nullable, shown: `${shown}, a ${type}`, ...(values === undefined ? {} : { values }) };
}

/** What is known about a value that a rule writes out. */
export function sideOfLiteral(literal: FactValue): Side {
  const shown = show(literal);
  if (literal === null) return { type: 'null', nullable: true, literal, shown };
  if (Array.isArray(literal)) {
    return { type: 'list', nullable: false, literal, shown, members: literal.map(sideOfLiteral) };
  }
  const type = typeof literal;
  if (type === 'string' || type === 'number' || type === 'boolean') return { type, nullable: false, literal, shown };
  return { type: 'object', nullable: false, literal, shown };
}

/** The members of a literal list; for any other side one member that is unknown. */
export function membersOf(side: Side): readonly Side[] {
  return side.members ?? [unknownSide];
}

/** Whether a side has this type, as far as is known. */
export function may(side: Side, type: Side['type']): boolean {
  return side.type === type || side.type === 'unknown';
}
