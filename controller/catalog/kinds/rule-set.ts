import { Type, type Static } from 'typebox';
import { AnyObject, byName, MapOf, Name, OneOf, type KindDefinition } from './envelope.ts';
import { patterns } from './patterns.ts';

export const stages = ['phase', 'scoring', 'escalation', 'permission'] as const;
export type Stage = (typeof stages)[number];

export const hitPolicies = ['first', 'collect-sum', 'collect'] as const;
export type HitPolicy = (typeof hitPolicies)[number];

/** Recursive conditions of json-rules-engine v7; checked by policy/, since a CRD cannot hold a recursive schema. */
export const Conditions = AnyObject(
  'Conditions of json-rules-engine v7: all, any, not, condition, or fact, operator and value.',
);

export const ruleModes = ['enforce', 'shadow'] as const;
export type RuleMode = (typeof ruleModes)[number];

/** `90s`, `10m`, `2h`, `1d`; read by policy/time/duration.ts. */
function Duration(description: string) {
  return Type.String({ pattern: patterns.duration, maxLength: 16, description });
}

export const Rule = Type.Object(
  {
    name: { ...Name, description: 'What Decisions and tests call the rule.' },
    description: Type.Optional(Type.String({ maxLength: 1024, description: 'Why the rule is there, for people.' })),
    priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Higher is judged first.' })),
    mode: Type.Optional(
      OneOf(ruleModes, 'enforce (the default) · shadow: judged and recorded where it would differ, and not followed.'),
    ),
    for: Type.Optional(Duration('phase only: true once its conditions have held without a break for this long.')),
    keepFor: Type.Optional(Duration('phase only: stays true for this long after it was last true.')),
    rate: Type.Optional(
      Type.Object(
        {
          times: Type.Integer({ minimum: 1, maximum: 100, description: 'How often, at least.' }),
          within: Duration('The window that slides along with the clock.'),
        },
        {
          additionalProperties: false,
          description: 'phase only: true while its conditions hold and have become true this often within the window.',
        },
      ),
    ),
    conditions: Conditions,
    event: Type.Object(
      {
        type: Type.String({
          minLength: 1,
          maxLength: 63,
          description: 'phase: the next phase · scoring: score · escalation: the action · permission: the effect.',
        }),
        params: Type.Optional(AnyObject('What goes with it: score, question, options, reason, …')),
      },
      { additionalProperties: false, description: 'What the rule says when its conditions are true.' },
    ),
  },
  { additionalProperties: false },
);
export type Rule = Static<typeof Rule>;

const Expect = AnyObject(
  'Any of: none, rule, type, params (of the first hit), rules, types, score, faults, shadow; all must be so.',
);

export const RuleTestStep = Type.Object(
  {
    after: Type.Optional(Duration('How long after the step before; facts that follow the clock move along.')),
    facts: Type.Optional(AnyObject('Facts that change now, and stay so in the steps to come.')),
    expect: Type.Optional(Expect),
  },
  { additionalProperties: false },
);
export type RuleTestStep = Static<typeof RuleTestStep>;

export const RuleTest = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'What the case shows.' }),
    facts: AnyObject('Facts that differ from the defaults of the stage.'),
    expect: Type.Optional(Expect),
    series: Type.Optional(
      Type.Array(RuleTestStep, {
        minItems: 1,
        maxItems: 200,
        description: 'In place of expect: steps on a clock of their own, with the memory of timed rules between them.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type RuleTest = Static<typeof RuleTest>;

export const RuleSetSpec = Type.Object(
  {
    stage: OneOf(
      stages,
      'What is decided: the next phase, the score of a candidate, what to do about a failure, whether a call is allowed.',
    ),
    hitPolicy: OneOf(
      hitPolicies,
      'first: the first true rule by priority · collect-sum: the sum of all scores · collect: all true rules.',
    ),
    conditions: Type.Optional(
      MapOf(Conditions, { maxProperties: 256, description: 'Conditions to refer to by name.' }),
    ),
    rules: Type.Array(Rule, {
      ...byName,
      minItems: 1,
      maxItems: 10_000,
      description: 'The rules; order counts only between equal priorities.',
    }),
    tests: Type.Optional(
      Type.Array(RuleTest, { maxItems: 10_000, description: 'Cases that the rules must answer as told.' }),
    ),
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
  cel: [
    { rule: 'self.stage == oldSelf.stage', message: 'stage is fixed; declare another rule set', fieldPath: '.stage' },
  ],
  columns: [
    { name: 'Stage', type: 'string', jsonPath: '.spec.stage' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
