import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { kinds, type AnyResource, type Kind } from '../kinds/kinds.ts';
import { pathOfPointer, type JsonPath } from '../parse/json-path.ts';
import { listMapKeys } from './list-map-keys.ts';
import { describeSchemaError } from './describe-schema-error.ts';
import { resourceSchema } from './resource-schema.ts';

/** One thing wrong inside a resource. */
export interface Fault {
  readonly path: JsonPath;
  /** What was expected, what was found. */
  readonly message: string;
}

type Checked = { readonly resource: AnyResource } | { readonly faults: readonly Fault[] };

/** Whether the value is a resource of the kind, by the schema of its kind. Fills in no defaults. */
export function checkSchema(kind: Kind, value: unknown): Checked {
  const validate = validatorOf(kind);
  return isValid(validate, value) ? { resource: value } : { faults: faultsOf(validate) };
}

/** All that is wrong with a value by the schema of something that is no resource. */
export function checkValue(schema: object, value: unknown): readonly Fault[] {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : faultsOf(validate);
}

function faultsOf({ errors }: ValidateFunction): readonly Fault[] {
  return withoutMistyped(withoutBranches(errors ?? [])).map(toFault);
}

// A field that is mistyped is unknown, and the one that was meant is missing: the first says both.
function withoutMistyped(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unknown = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  const isMeant = ({ instancePath, params }: ErrorObject): boolean =>
    unknown.some(
      (error) =>
        error.instancePath === instancePath &&
        describeSchemaError(error).message.endsWith(`did you mean ${String(params['missingProperty'])}?`),
    );
  return errors.filter((error) => error.keyword !== 'required' || !isMeant(error));
}

// Optimizing the generated code takes longer than it saves.
const code = { optimize: false };
const ajv = new Ajv({ allErrors: true, strict: true, verbose: true, allowUnionTypes: true, code });
ajv.addVocabulary(['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-list-type']);
ajv.addKeyword(listMapKeys);

const validators = new Map<Kind, ValidateFunction>();

// Compiled when first needed: all seven take 60 ms, which `maios --help` need not wait for.
function validatorOf(kind: Kind): ValidateFunction {
  const known = validators.get(kind);
  if (known !== undefined) return known;
  const compiled = ajv.compile(resourceSchema(kinds[kind]));
  validators.set(kind, compiled);
  return compiled;
}

function isValid(validate: ValidateFunction, value: unknown): value is AnyResource {
  return validate(value);
}

/** The errors without those inside a union's branches, since the union's own error says them all. */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter((error) => error.keyword === 'anyOf').map((error) => `${error.schemaPath}/`);
  return errors.filter(
    (error) => !unions.some((union) => error.schemaPath.startsWith(union)) && error.keyword !== 'propertyNames',
  );
}

function toFault(error: ErrorObject): Fault {
  const parent = pathOfPointer(error.instancePath);
  const { member, message } = describeSchemaError(error);
  return { path: member === undefined ? parent : [...parent, member], message };
}
