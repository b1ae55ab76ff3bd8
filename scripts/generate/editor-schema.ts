import type { KindDefinition } from '../../controller/catalog/kinds/envelope.ts';
import { resourceSchema } from '../../controller/catalog/validate/resource-schema.ts';

const draft = 'http://json-schema.org/draft-07/schema#';

/** The JSON Schema of one kind, for editors. */
export function editorSchema(definition: KindDefinition): string {
  return toText({ $schema: draft, title: definition.kind, ...resourceSchema(definition) });
}

/** One JSON Schema for files that hold any kind: the field `kind` chooses. */
export function editorSchemaOfAll(definitions: readonly KindDefinition[]): string {
  return toText({
    $schema: draft,
    title: 'MAIOS resource',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: { kind: { enum: definitions.map(({ kind }) => kind) } },
    allOf: definitions.map(whenOfKind),
  });
}

function whenOfKind(definition: KindDefinition): object {
  return {
    if: { properties: { kind: { const: definition.kind } }, required: ['kind'] },
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: resourceSchema(definition),
  };
}

// Annotations for Kubernetes mean nothing to an editor, and some warn about them.
function toText(schema: object): string {
  return `${JSON.stringify(schema, (key, value: unknown) => (key.startsWith('x-kubernetes-') ? undefined : value), 2)}\n`;
}
