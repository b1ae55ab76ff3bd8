import { Type, type Static } from 'typebox';
import { Name, SecretRef, SkillName, type KindDefinition } from './envelope.ts';

/** What a model is asked for. */
export const modelPurposes = ['plan', 'work', 'review', 'reflect', 'supervise'] as const;
export type ModelPurpose = (typeof modelPurposes)[number];

/** One answer of a scripted model, found by what the request says of itself; the first match counts. */
export const ScriptedTurn = Type.Object(
  {
    match: Type.Object(
      {
        purpose: Type.Optional(Type.Union(modelPurposes.map((value) => Type.Literal(value)))),
        project: Type.Optional(Name),
        task: Type.Optional(Name),
        agent: Type.Optional(Name),
        attempt: Type.Optional(Type.Integer({ minimum: 1, description: "The agent's attempt at this task." })),
        turn: Type.Optional(Type.Integer({ minimum: 1, description: 'The turn within the run.' })),
      },
      { additionalProperties: false, description: 'What is absent matches anything.' },
    ),
    say: Type.Optional(Type.String({ maxLength: 65_536 })),
    calls: Type.Optional(
      Type.Array(
        Type.Object(
          {
            skill: SkillName,
            arguments: Type.Unsafe<Readonly<Record<string, unknown>>>({
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 32 },
      ),
    ),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000, description: 'How long the answer takes.' })),
  },
  { additionalProperties: false },
);
export type ScriptedTurn = Static<typeof ScriptedTurn>;

export const ModelSpec = Type.Object(
  {
    provider: Type.Union([Type.Literal('openai'), Type.Literal('scripted')], {
      description: 'openai: any OpenAI-compatible endpoint · scripted: a rehearsal from a script.',
    }),
    endpoint: Type.Optional(
      Type.Object(
        {
          baseUrl: Type.Optional(Type.String({ maxLength: 2048, description: 'MODEL_BASE_URL, else Z.ai, when absent.' })),
          model: Type.Optional(Type.String({ maxLength: 256, description: 'DEFAULT_MODEL, else glm-4-plus, when absent.' })),
          key: Type.Optional(SecretRef),
        },
        { additionalProperties: false },
      ),
    ),
    price: Type.Optional(
      Type.Object(
        { inputUsdPerMillion: Type.Number({ minimum: 0 }), outputUsdPerMillion: Type.Number({ minimum: 0 }) },
        { additionalProperties: false, description: 'Without it, a budget in usd is refused.' },
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          contextTokens: Type.Optional(Type.Integer({ minimum: 1024, default: 128_000 })),
          maxOutputTokens: Type.Optional(Type.Integer({ minimum: 16, default: 4096 })),
          timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600, default: 120 })),
          retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, default: 3 })),
        },
        { additionalProperties: false },
      ),
    ),
    script: Type.Optional(Type.Array(ScriptedTurn, { minItems: 1, maxItems: 5000 })),
  },
  { additionalProperties: false },
);
export type ModelSpec = Static<typeof ModelSpec>;

export const modelKind = {
  kind: 'Model',
  plural: 'models',
  shortNames: ['mdl'],
  description: 'What agents think with: an OpenAI-compatible endpoint, or a script for a rehearsal.',
  spec: ModelSpec,
  cel: [
    { rule: "self.provider != 'scripted' || has(self.script)", message: 'a scripted model needs a script' },
    { rule: "self.provider != 'openai' || !has(self.script)", message: 'only a scripted model has a script' },
  ],
  columns: [
    { name: 'Provider', type: 'string', jsonPath: '.spec.provider' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
