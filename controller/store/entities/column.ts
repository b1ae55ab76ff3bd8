import type { EntitySchemaColumnOptions } from 'typeorm';
import { storableJson, storableText } from '../storable.ts';

type Column = EntitySchemaColumnOptions;

/** PostgreSQL sends bigint as text; counts, durations and micro-dollars fit a double exactly up to 2^53. */
const bigintAsNumber = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null ? null : Number(value)),
};

const withoutRefused = {
  to: (value: unknown) => (typeof value === 'string' ? storableText(value) : value),
  from: (value: unknown) => value,
};

// TypeORM makes JSON of the value after this, so the value itself must be clean.
const jsonWithoutRefused = {
  to: (value: unknown): unknown => (value === undefined || value === null ? value : JSON.parse(storableJson(value))),
  from: (value: unknown) => value,
};

export const uuid: Column = { type: 'uuid' };
export const text: Column = { type: 'text', transformer: withoutRefused };
export const integer: Column = { type: 'integer' };
export const bigint: Column = { type: 'bigint', transformer: bigintAsNumber };
export const flag: Column = { type: 'boolean' };
export const moment: Column = { type: 'timestamptz' };
export const json: Column = { type: 'jsonb', transformer: jsonWithoutRefused };
export const bytes: Column = { type: 'bytea' };

export function primary(column: Column): Column {
  return { ...column, primary: true };
}

export function nullable(column: Column): Column {
  return { ...column, nullable: true };
}

/** A uuid that refers to a row of the entity of that name. */
export function reference(target: string): Column {
  return { ...uuid, foreignKey: { target } };
}
