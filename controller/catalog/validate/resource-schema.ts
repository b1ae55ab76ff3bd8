import { Type, type TSchema } from 'typebox';
import { apiVersion, Metadata, type KindDefinition } from '../kinds/envelope.ts';
import { kinds, type AnyResource, type Kind } from '../kinds/kinds.ts';

/** The schema of a whole resource of the kind, as files and editors have it. */
export function resourceSchema(definition: KindDefinition): TSchema {
  return Type.Object(
    {
      apiVersion: Type.Literal(apiVersion, { description: 'The version of this form.' }),
      kind: Type.Literal(definition.kind, { description: definition.description }),
      metadata: Metadata,
      spec: definition.spec,
    },
    { additionalProperties: false, description: definition.description },
  );
}

export const kindNames: readonly string[] = Object.keys(kinds);

export function isKind(name: unknown): name is Kind {
  return typeof name === 'string' && Object.hasOwn(kinds, name);
}

/** `Kind/name`: how a resource is named inside one organization. */
export function resourceKey(resource: Pick<AnyResource, 'kind' | 'metadata'>): string {
  return `${resource.kind}/${resource.metadata.name}`;
}
