import { Type, type Static } from 'typebox';
import { Name, type KindDefinition } from './envelope.ts';

export const stages = ['phase', 'scoring', 'escalation', 'permission'] as const;
export type Stage = (typeof stages)[number];

export const hitPolicies = ['first', 'collect-sum', 'collect'] as const;
export type HitPolicy = (typeof hitPolicies)[number];

/** Recursive conditions of json-rules-engine v7; checked by policy/, since a CRD cannot hold a recursive schema. */
export const Conditions = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: 'object',
  description: 'Conditions of json-rules-engine v7: all, any, not, condition, or fact, operator and value.',
  'x-kubernetes-preserve-unknown-fields': true,
});

export const Rule = Type.Object(
  {
    name: Name,
    description: Type.Optional(Type.String({ maxLength: 1024 })),
    priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Higher is judged first.' })),
    conditions: Conditions,
    event: Type.Object(
      {
        type: Type.String({ minLength: 1, maxLength: 63, description: 'phase: the next phase · scoring: score · escalation: the action · permission: the effect.' }),
        params: Type.Optional(
          Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
        ),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type Rule = Static<typeof Rule>;

export const RuleTest = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    facts: Type.Unsafe<Readonly<Record<string, unknown>>>({
      type: 'object',
      description: 'Facts that differ from the defaults of the stage.',
      'x-kubernetes-preserve-unknown-fields': true,
    }),
    expect: Type.Unsafe<Readonly<Record<string, unknown>>>({
      type: 'object',
      description: 'first: {rule, type} or {none: true} · collect-sum: {score} · collect: {rules}.',
      'x-kubernetes-preserve-unknown-fields': true,
    }),
  },
  { additionalProperties: false },
);
export type RuleTest = Static<typeof RuleTest>;

export const RuleSetSpec = Type.Object(
  {
    stage: Type.Union(stages.map((value) => Type.Literal(value))),
    hitPolicy: Type.Union(hitPolicies.map((value) => Type.Literal(value))),
    conditions: Type.Optional(
      Type.Record(Type.String({ maxLength: 63 }), Conditions, { maxProperties: 256, description: 'Conditions to refer to by name.' }),
    ),
    rules: Type.Array(Rule, { minItems: 1, maxItems: 10_000 }),
    tests: Type.Optional(Type.Array(RuleTest, { maxItems: 10_000 })),
  },
  { additionalProperties: false },
);
export type RuleSetSpec = Static<typeof RuleSetSpec>;

export const ruleSetKind = {
  kind: 'RuleSet',
  plural: 'rulesets',
  shortNames: ['rs'],
  description: 'How it is decided: json-rules-engine rules for one stage, with their tests.',
  spec: RuleSetSpec,
  cel: [{ rule: 'self.stage == oldSelf.stage', message: 'stage is fixed; declare another rule set' }],
  columns: [
    { name: 'Stage', type: 'string', jsonPath: '.spec.stage' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
