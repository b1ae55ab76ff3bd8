import { Type, type Static, type TSchema } from 'typebox';
import { patterns } from './patterns.ts';

/** The one API version of this project's kinds. */
export const apiVersion = 'maios.dev/v1alpha1';

/** A DNS-1123 label, so that every name is also a Kubernetes name. */
export const Name = Type.String({
  pattern: patterns.name,
  maxLength: 63,
  description: 'Lower-case letters, digits and hyphens.',
});

/** A skill as agents and models name it: the resource name of the Skill with `_` for `-`. */
export const SkillName = Type.String({
  pattern: patterns.skillName,
  maxLength: 63,
  description: 'Name of a Skill, for instance read_file.',
});

/** One of a few words. A schema with `enum`, since a CRD cannot hold a union of constants. */
export function OneOf<const Values extends readonly string[]>(values: Values, description?: string) {
  return Type.Unsafe<Values[number]>({
    type: 'string',
    enum: [...values],
    ...(description === undefined ? {} : { description }),
  });
}

/** An object with names of the writer's own choice, each at most 63 characters. */
export function MapOf<Value extends TSchema>(
  value: Value,
  options: { readonly maxProperties: number; readonly description?: string },
) {
  return Type.Unsafe<Readonly<Record<string, Static<Value>>>>({
    type: 'object',
    additionalProperties: value,
    propertyNames: { maxLength: 63 },
    ...options,
  });
}

/** For a list whose items have names: no two have the same. Kubernetes knows the annotation, and so does the validator. */
export const byName = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] } as const;

/** An object whose inside is checked elsewhere, not by this schema. */
export function AnyObject(description?: string) {
  return Type.Unsafe<Readonly<Record<string, unknown>>>({
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    ...(description === undefined ? {} : { description }),
  });
}

export const Labels = MapOf(Type.String({ maxLength: 63 }), {
  maxProperties: 32,
  description: 'Key and value pairs to select by.',
});

/** `env:NAME`, `file:PATH` or `secret:NAME/KEY`: where a key is, never the key itself. */
export const SecretRef = Type.String({
  pattern: patterns.secretRef,
  maxLength: 256,
  description: 'A reference to a secret: env:NAME, file:PATH or secret:NAME/KEY.',
});

export const Metadata = Type.Object(
  {
    name: Name,
    namespace: Type.Optional({ ...Name, description: 'The organization that this resource belongs to.' }),
    labels: Type.Optional(Labels),
    annotations: Type.Optional(
      MapOf(Type.String({ maxLength: 4096 }), {
        maxProperties: 32,
        description: 'Notes for people and tools; nothing here reads them.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Metadata = Static<typeof Metadata>;

/** A validation in CEL over `self` (and `oldSelf` on a change), as Kubernetes has them. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  /** The field that is to blame, from the spec, as Kubernetes writes it: `.handler.name`. */
  readonly fieldPath?: string;
}

/** All that one kind declares about itself; everything else about the kind is generated from it. */
export interface KindDefinition<Spec extends TSchema = TSchema> {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly description: string;
  readonly spec: Spec;
  /** Rules over the spec (`self` is the spec). */
  readonly cel: readonly CelRule[];
  /** `kubectl get` columns: name, type and JSON path. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly jsonPath: string }[];
}

/** One declared resource of a kind. */
export interface Resource<Kind extends string = string, Spec = unknown> {
  readonly apiVersion: typeof apiVersion;
  readonly kind: Kind;
  readonly metadata: Metadata;
  readonly spec: Spec;
}
