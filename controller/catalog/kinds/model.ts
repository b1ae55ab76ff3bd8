import { Type, type Static } from 'typebox';
import { AnyObject, Name, OneOf, SecretRef, SkillName, type KindDefinition } from './envelope.ts';

/** What a model is asked for. */
export const modelPurposes = ['plan', 'work', 'review', 'reflect', 'supervise'] as const;
export type ModelPurpose = (typeof modelPurposes)[number];

/** One answer of a scripted model, found by what the request says of itself; the first match counts. */
export const ScriptedTurn = Type.Object(
  {
    match: Type.Object(
      {
        purpose: Type.Optional(OneOf(modelPurposes, 'What the model is asked for.')),
        project: Type.Optional({ ...Name, description: 'The project that is worked on, by name.' }),
        task: Type.Optional({ ...Name, description: 'The task that is worked on, by name.' }),
        agent: Type.Optional({ ...Name, description: 'The agent that asks, by name.' }),
        attempt: Type.Optional(Type.Integer({ minimum: 1, description: "The agent's attempt at this task." })),
        turn: Type.Optional(Type.Integer({ minimum: 1, description: 'The turn within the run.' })),
      },
      { additionalProperties: false, description: 'What is absent matches anything.' },
    ),
    say: Type.Optional(Type.String({ maxLength: 65_536, description: 'The text of the answer.' })),
    calls: Type.Optional(
      Type.Array(
        Type.Object(
          {
            skill: SkillName,
            arguments: AnyObject('The arguments of the call.'),
          },
          { additionalProperties: false },
        ),
        { maxItems: 32, description: 'Skills that the answer calls, in order.' },
      ),
    ),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000, description: 'How long the answer takes.' })),
  },
  { additionalProperties: false },
);
export type ScriptedTurn = Static<typeof ScriptedTurn>;

export const ModelSpec = Type.Object(
  {
    provider: OneOf(
      ['openai', 'scripted'],
      'openai: any OpenAI-compatible endpoint · scripted: a rehearsal from a script.',
    ),
    endpoint: Type.Optional(
      Type.Object(
        {
          baseUrl: Type.Optional(
            Type.String({ maxLength: 2048, description: 'MODEL_BASE_URL, else Z.ai, when absent.' }),
          ),
          model: Type.Optional(
            Type.String({ maxLength: 256, description: 'DEFAULT_MODEL, else glm-4-plus, when absent.' }),
          ),
          key: Type.Optional(SecretRef),
        },
        { additionalProperties: false, description: 'Where the model is; every part has a default.' },
      ),
    ),
    price: Type.Optional(
      Type.Object(
        {
          inputUsdPerMillion: Type.Number({ minimum: 0, description: 'US dollars for a million tokens read.' }),
          outputUsdPerMillion: Type.Number({ minimum: 0, description: 'US dollars for a million tokens written.' }),
        },
        { additionalProperties: false, description: 'Without it, a budget in usd is refused.' },
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          contextTokens: Type.Optional(
            Type.Integer({ minimum: 1024, default: 128_000, description: 'How much the model can read at once.' }),
          ),
          maxOutputTokens: Type.Optional(
            Type.Integer({ minimum: 16, default: 4096, description: 'How much it may write in one answer.' }),
          ),
          timeoutSeconds: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 3600, default: 120, description: 'How long one request may take.' }),
          ),
          retries: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 10,
              default: 3,
              description: 'How often a request that failed for now is repeated.',
            }),
          ),
          parallelCalls: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 10_000,
              description:
                'Requests that may be under way at once, over all workers; as many as they make when absent.',
            }),
          ),
        },
        { additionalProperties: false, description: 'What requests may take.' },
      ),
    ),
    script: Type.Optional(
      Type.Array(ScriptedTurn, {
        minItems: 1,
        maxItems: 5000,
        description: 'Answers of a scripted model; the first that matches is given.',
      }),
    ),
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
    {
      rule: "self.provider != 'scripted' || has(self.script)",
      message: 'a scripted model needs a script',
      fieldPath: '.provider',
    },
    {
      rule: "self.provider != 'openai' || !has(self.script)",
      message: 'only a scripted model has a script',
      fieldPath: '.script',
    },
  ],
  columns: [
    { name: 'Provider', type: 'string', jsonPath: '.spec.provider' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
