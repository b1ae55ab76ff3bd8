import type { ErrorObject } from 'ajv';
import { patterns } from '../kinds/patterns.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';

interface Description {
  /** The member of the object that is to blame, where the error itself blames the object. */
  readonly member?: string | number;
  readonly message: string;
}

/** What ajv found, in the words of this project: what was expected, what was found. */
export function describeSchemaError(error: ErrorObject): Description {
  const describe = descriptions[error.keyword] ?? anythingElse;
  return describe(error);
}

// The words for the patterns that the kinds use.
const forms: ReadonlyMap<string, string> = new Map([
  [patterns.name, 'lower-case letters, digits and hyphens'],
  [patterns.skillName, 'the name of a skill, such as read_file'],
  [patterns.duration, 'a duration such as 90s, 10m, 2h or 1d'],
  [patterns.secretRef, 'env:NAME, file:PATH or secret:NAME/KEY'],
]);

type Describe = (error: ErrorObject) => Description;

const descriptions: Readonly<Record<string, Describe>> = {
  additionalProperties: (error) => {
    const member = String(error.params['additionalProperty']);
    return { member, message: `unknown field${didYouMean(member, namesOf(error.parentSchema?.['properties']))}` };
  },
  required: (error) => ({ message: `expected the field "${String(error.params['missingProperty'])}", found none` }),
  type: (error) => expected(nameOfType(error.schema), error),
  anyOf: (error) => expected(nameOfUnion(error.schema), error),
  const: (error) => expected(JSON.stringify(error.schema), error),
  enum: (error) => {
    const values: string[] = Array.isArray(error.schema) ? error.schema.map(String) : [];
    const hint = typeof error.data === 'string' ? didYouMean(error.data, values) : '';
    return { message: `expected one of ${values.join(', ')}, found ${show(error.data)}${hint}` };
  },
  pattern: (error) => expected(forms.get(String(error.schema)) ?? `text like ${String(error.schema)}`, error),
  maxLength: (error) => ({
    message: `expected at most ${String(error.schema)} characters, found ${String(error.data).length}`,
    ...(error.propertyName === undefined ? {} : { member: error.propertyName }),
  }),
  'x-kubernetes-list-map-keys': ({ params, message }) => ({
    member: Number(params['position']),
    message: message ?? '',
  }),
  minLength: () => ({ message: 'expected some text, found none' }),
  maxItems: (error) => ({ message: `expected at most ${String(error.schema)} items, found ${sizeOf(error.data)}` }),
  minItems: (error) => ({ message: `expected at least ${String(error.schema)} item, found ${sizeOf(error.data)}` }),
  maxProperties: (error) => ({
    message: `expected at most ${String(error.schema)} fields, found ${sizeOf(error.data)}`,
  }),
  minProperties: (error) => ({
    message: `expected at least one of the fields ${namesOf(error.parentSchema?.['properties']).join(', ')}`,
  }),
  minimum: (error) => expected(`a number of at least ${String(error.schema)}`, error),
  maximum: (error) => expected(`a number of at most ${String(error.schema)}`, error),
  exclusiveMinimum: (error) => expected(`a number above ${String(error.schema)}`, error),
};

const anythingElse: Describe = (error) => expected(`a value that ${error.message ?? `fits ${error.keyword}`}`, error);

function expected(what: string, error: ErrorObject): Description {
  // Where a reference belongs, people put the key itself, and messages go to logs.
  const isSecret = error.parentSchema?.['pattern'] === patterns.secretRef;
  return { message: `expected ${what}, found ${isSecret ? 'something else, not shown here' : show(error.data)}` };
}

/** A value in one short line. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function nameOfType(type: unknown): string {
  return typeNames[String(type)] ?? String(type);
}

function nameOfUnion(branches: unknown): string {
  const types = Array.isArray(branches)
    ? branches.map((branch: { readonly type?: unknown }) => nameOfType(branch.type))
    : [];
  return types.join(' or ');
}

function namesOf(properties: unknown): readonly string[] {
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function sizeOf(data: unknown): number {
  if (Array.isArray(data)) return data.length;
  return typeof data === 'object' && data !== null ? Object.keys(data).length : 0;
}
