import type { FactRef } from '../conditions/condition.ts';
import { isList, show } from '../conditions/json.ts';
import type { FactDefinition, FactTable, FactValue } from '../facts.ts';

/** What is known at load about one side of a comparison. */
export interface Side {
  readonly type: FactDefinition['type'] | 'null' | 'unknown';
  readonly nullable: boolean;
  readonly values?: readonly string[];
  /** The members of a literal list. */
  readonly members?: readonly Side[];
  readonly literal?: FactValue;
  /** The fact that it is, or the place in one. */
  readonly name?: string;
}

const unknownSide: Side = { type: 'unknown', nullable: true };

/** What is known about a fact, or about what a path leads to inside of it. */
export function sideOfRef(ref: FactRef, facts: FactTable): Side {
  const definition = facts[ref.fact];
  if (ref.path !== undefined) {
    const name = `${ref.fact} ${ref.path}`;
    return definition?.type === 'list' ? { type: 'number', nullable: false, name } : { ...unknownSide, name };
  }
  if (definition === undefined) return { ...unknownSide, name: ref.fact };
  const { type, nullable, values } = definition;
  return values === undefined ? { type, nullable, name: ref.fact } : { type, nullable, values, name: ref.fact };
}

/** What is known about a value that a rule writes out. */
export function sideOfLiteral(literal: FactValue): Side {
  if (literal === null) return { type: 'null', nullable: true, literal };
  if (isList(literal)) return { type: 'list', nullable: false, literal, members: literal.map(sideOfLiteral) };
  const type = typeof literal;
  if (type === 'string' || type === 'number' || type === 'boolean') return { type, nullable: false, literal };
  return { type: 'object', nullable: false, literal };
}

/** A side as a message shows it. */
export function showSide({ name, literal, type }: Side): string {
  if (name === undefined) return literal === undefined ? 'a member' : show(literal);
  return type === 'unknown' || name.includes(' ') ? name : `${name}, a ${type}`;
}

/** The members of a literal list; for any other side one member that is unknown. */
export function membersOf(side: Side): readonly Side[] {
  return side.members ?? [unknownSide];
}

/** Whether a side has this type, as far as is known. */
export function may(side: Side, type: Side['type']): boolean {
  return side.type === type || side.type === 'unknown';
}
