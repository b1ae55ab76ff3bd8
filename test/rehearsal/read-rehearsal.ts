import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { parseAllDocuments } from 'yaml';

export const folder = 'specs/examples/rest-api';

/** The specs of one kind in the folder, by name, checked against the schema of the kind. */
export function readSpecs<S extends TSchema>(kind: string, schema: S): ReadonlyMap<string, Static<S>> {
  const found = readDocuments().filter((document) => isOfKind(document, kind));
  return new Map(found.map((document) => [document.metadata.name, checked(schema, document.spec)]));
}

function readDocuments(): readonly unknown[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
    .map((document): unknown => document.toJS());
}

interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

function isOfKind(document: unknown, kind: string): document is Document {
  return typeof document === 'object' && document !== null && 'kind' in document && document.kind === kind;
}

export function checked<S extends TSchema>(schema: S, value: unknown): Static<S> {
  if (Value.Check(schema, value)) return value;
  const [error] = Value.Errors(schema, value);
  throw new Error(`expected another value at ${error?.instancePath}: ${error?.message}`);
}
