import { type KindDefinition, Metadata } from './kinds/envelope.ts';
import { kinds, type Kind } from './kinds/kinds.ts';

/** One field of a kind, for people. */
export interface FieldDescription {
  /** `spec.tasks[].name`; a name of the writer's own choice is `*`. */
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly meaning: string;
  /** `1 to 100`, `at most 63 characters`, `one of …`. */
  readonly bounds: readonly string[];
  readonly defaultValue?: unknown;
}

/** Every field of a kind's spec, each after the one that holds it. */
export function describeFields(definition: KindDefinition): readonly FieldDescription[] {
  return walk(toSchema(definition.spec), 'spec', true);
}

/** The fields that every resource has beside its spec. */
export function describeMetadata(): readonly FieldDescription[] {
  return walk(toSchema(Metadata), 'metadata', true);
}

/** One field with those directly inside of it; undefined when the kind has no such field. The way to ask: `spec.tasks.name`. */
export function explainField(kind: Kind, path: string): readonly FieldDescription[] | undefined {
  const all = describeFields(kinds[kind]);
  const plain = (text: string): string => text.replaceAll('[]', '').replaceAll('.*', '');
  const wanted = plain(path);
  const found = all.filter((field) => plain(field.path) === wanted || isDirectlyInside(plain(field.path), wanted));
  return found.length === 0 ? undefined : found;
}

function isDirectlyInside(path: string, parent: string): boolean {
  return path.startsWith(`${parent}.`) && !path.slice(parent.length + 1).includes('.');
}

/** As much of JSON Schema as the kinds use. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

// TypeBox types a schema by what it describes; here only the JSON that it is counts.
export function toSchema(schema: object): Schema {
  return { ...schema };
}

function walk(schema: Schema, path: string, isRequired: boolean): readonly FieldDescription[] {
  const own: FieldDescription = {
    path,
    type: typeName(schema),
    isRequired,
    meaning: schema.description ?? '',
    bounds: boundsOf(schema),
    ...(schema.default === undefined ? {} : { defaultValue: schema.default }),
  };
  return [own, ...membersOf(schema, path)];
}

function membersOf(schema: Schema, path: string): readonly FieldDescription[] {
  if (schema.items !== undefined) return membersOf(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') return membersOf(schema.additionalProperties, `${path}.*`);
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    walk(member, `${path}.${name}`, required.includes(name)),
  );
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
};

function typeName(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeName).join(', ');
  if (schema.items !== undefined) return `list of ${typeName(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return `map of ${typeName(schema.additionalProperties)}`;
  const type = schema.type ?? 'anything';
  return typeNames[type] ?? type;
}

const boundNames: readonly (readonly [string, (bound: unknown) => string])[] = [
  ['enum', (values) => `one of ${Array.isArray(values) ? values.join(', ') : ''}`],
  ['minimum', (bound) => `at least ${String(bound)}`],
  ['exclusiveMinimum', (bound) => `above ${String(bound)}`],
  ['maximum', (bound) => `at most ${String(bound)}`],
  ['minItems', (bound) => `at least ${String(bound)} item`],
  ['maxItems', (bound) => `at most ${String(bound)} items`],
  ['minProperties', (bound) => `at least ${String(bound)} field`],
  ['maxProperties', (bound) => `at most ${String(bound)} entries`],
  ['maxLength', (bound) => `at most ${String(bound)} characters`],
  ['pattern', (pattern) => `matches \`${String(pattern)}\``],
];

function boundsOf(schema: Schema): readonly string[] {
  return boundNames.flatMap(([keyword, describe]) =>
    schema[keyword] === undefined ? [] : [describe(schema[keyword])],
  );
}
