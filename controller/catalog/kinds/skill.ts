import { Type, type Static } from 'typebox';
import { AnyObject, OneOf, type KindDefinition } from './envelope.ts';

/** What may be done with a call whose outcome is not known, after a crash. */
export const effectClasses = ['pure', 'idempotent', 'reconcilable', 'once'] as const;
export type EffectClass = (typeof effectClasses)[number];

/** How a skill is carried out. */
export type SkillHandlerRef =
  | { readonly type: 'builtin'; readonly name: string }
  | { readonly type: 'command'; readonly command: readonly string[] };

// One object for both: a CRD cannot hold a union of objects. The CEL rules below make it one.
const SkillHandlerRef = Type.Unsafe<SkillHandlerRef>({
  type: 'object',
  description: 'How the skill is carried out.',
  properties: {
    type: OneOf(['builtin', 'command'], 'builtin: comes with maios · command: a program, run in the sandbox.'),
    name: { type: 'string', minLength: 1, maxLength: 63, description: 'builtin: the folder under skills/.' },
    command: {
      type: 'array',
      items: { type: 'string', maxLength: 4096 },
      minItems: 1,
      maxItems: 64,
      description: 'command: program and arguments; the arguments of the call come as JSON on standard input.',
    },
  },
  required: ['type'],
  additionalProperties: false,
});

export const SkillSpec = Type.Object(
  {
    description: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'What the skill does, as the model reads it.',
    }),
    parameters: AnyObject('JSON Schema of the arguments: an object schema.'),
    handler: SkillHandlerRef,
    effect: OneOf(
      effectClasses,
      'pure: no effect · idempotent: may be repeated · reconcilable: its outcome can be asked for · once: never repeated silently.',
    ),
    check: Type.Optional(
      Type.Array(Type.String({ maxLength: 4096 }), {
        minItems: 1,
        maxItems: 64,
        description:
          'reconcilable: a program, run in the sandbox, that tells whether a call took effect whose outcome is not known; it gets the arguments of the call as JSON on standard input. It ends with 0 when it did, showing what the call would have, with 1 when it did not, and with anything else when it cannot tell.',
      }),
    ),
    timeoutSeconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3600, default: 60, description: 'How long one call may take.' }),
    ),
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
  cel: [
    {
      rule: "(self.handler.type == 'builtin') == has(self.handler.name)",
      message: 'a builtin handler has a name, a command handler has none',
      fieldPath: '.handler',
    },
    {
      rule: "(self.handler.type == 'command') == has(self.handler.command)",
      message: 'a command handler has a command, a builtin handler has none',
      fieldPath: '.handler',
    },
    {
      rule: "!has(self.check) || self.effect == 'reconcilable'",
      message: 'only a reconcilable skill has a check',
      fieldPath: '.check',
    },
  ],
  columns: [
    { name: 'Effect', type: 'string', jsonPath: '.spec.effect' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
