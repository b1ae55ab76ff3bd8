import type { Schema } from '../../controller/catalog/describe-fields.ts';

/**
 * A JSON Schema in the form that Kubernetes asks of a CRD: structural, without unions and constants, bounds as in
 * OpenAPI 3.0. Unknown fields need no word: the API server prunes them. Defaults are left out, so that a resource says
 * what its author wrote, here as in a file; they stand in the description.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function structuralSchema(schema: Schema): Readonly<Record<string, unknown>> {
  const description = describe(schema);
  if (schema.anyOf !== undefined) return { ...description, 'x-kubernetes-preserve-unknown-fields': true };
  return {
    ...description,
    type: schema.type,
    ...(schema.type === 'integer' ? { format: 'int64' } : {}),
    ...copyOf(schema),
    ...exclusiveMinimum(schema),
    ...containerOf(schema),
  };
}

const copied = [
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-preserve-unknown-fields',
];

function copyOf(schema: Schema): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    copied.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]),
  );
}

function exclusiveMinimum(schema: Schema): Readonly<Record<string, unknown>> {
  const bound = schema['exclusiveMinimum'];
  return bound === undefined ? {} : { minimum: bound, exclusiveMinimum: true };
}

function containerOf({ items, properties, required, additionalProperties }: Schema): Readonly<Record<string, unknown>> {
  return {
    ...(items === undefined ? {} : { items: structuralSchema(items) }),
    ...(required === undefined || required.length === 0 ? {} : { required }),
    ...(properties === undefined ? {} : { properties: mapValues(properties) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: structuralSchema(additionalProperties) }
      : {}),
  };
}

function mapValues(properties: Readonly<Record<string, Schema>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, structuralSchema(schema)]));
}

function describe({ description, default: value }: Schema): { readonly description?: string } {
  if (value === undefined) return description === undefined ? {} : { description };
  return { description: `${description ?? ''} ${JSON.stringify(value)} when absent.`.trim() };
}
