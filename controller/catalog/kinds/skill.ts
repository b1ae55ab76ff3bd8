import { Type, type Static } from 'typebox';
import { type KindDefinition } from './envelope.ts';

/** What may be done with a call whose outcome is not known, after a crash. */
export const effectClasses = ['pure', 'idempotent', 'reconcilable', 'once'] as const;
export type EffectClass = (typeof effectClasses)[number];

export const SkillSpec = Type.Object(
  {
    description: Type.String({ minLength: 1, maxLength: 4096, description: 'What the skill does, as the model reads it.' }),
    parameters: Type.Unsafe<Readonly<Record<string, unknown>>>({
      type: 'object',
      description: 'JSON Schema of the arguments: an object schema.',
      'x-kubernetes-preserve-unknown-fields': true,
    }),
    handler: Type.Union([
      Type.Object(
        { type: Type.Literal('builtin'), name: Type.String({ maxLength: 63, description: 'Folder under skills/.' }) },
        { additionalProperties: false },
      ),
      Type.Object(
        {
          type: Type.Literal('command'),
          command: Type.Array(Type.String({ maxLength: 4096 }), {
            minItems: 1,
            maxItems: 64,
            description: 'Program and arguments, run in the sandbox; the call’s arguments come as JSON on standard input.',
          }),
        },
        { additionalProperties: false },
      ),
    ]),
    effect: Type.Union(
      effectClasses.map((value) => Type.Literal(value)),
      {
        description:
          'pure: no effect · idempotent: may be repeated · reconcilable: its outcome can be asked for · once: never repeated silently.',
      },
    ),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600, default: 60 })),
    network: Type.Optional(Type.Boolean({ default: false, description: 'Whether the skill needs the network.' })),
  },
  { additionalProperties: false },
);
export type SkillSpec = Static<typeof SkillSpec>;

export const skillKind = {
  kind: 'Skill',
  plural: 'skills',
  shortNames: ['sk'],
  description: 'Something that agents can do: parameters, how it is carried out, and what repeating it would mean.',
  spec: SkillSpec,
  cel: [],
  columns: [
    { name: 'Effect', type: 'string', jsonPath: '.spec.effect' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
