import { Type, type Static } from 'typebox';
import { Labels, Name, OneOf, SkillName, type KindDefinition } from './envelope.ts';
import { Conditions } from './rule-set.ts';

export const permissionEffects = ['allow', 'ask', 'deny'] as const;
export type PermissionEffect = (typeof permissionEffects)[number];

export const SkillPermissionSpec = Type.Object(
  {
    subjects: Type.Object(
      {
        agents: Type.Optional(Type.Array(Name, { maxItems: 256, description: 'Agents by name.' })),
        roles: Type.Optional(Type.Array(Name, { maxItems: 64, description: 'Agents by role.' })),
        labels: Type.Optional({ ...Labels, description: 'Agents that carry all of these labels.' }),
        all: Type.Optional(Type.Boolean({ description: 'Every agent.' })),
      },
      { additionalProperties: false, minProperties: 1, description: 'Who; an agent that any of these names is meant.' },
    ),
    skills: Type.Array(SkillName, { minItems: 1, maxItems: 64, description: 'Which skills.' }),
    effect: OneOf(permissionEffects, 'allow · ask: a person decides · deny. Deny beats ask beats allow.'),
    when: Type.Optional({
      ...Conditions,
      description: 'Only for calls of which these conditions are true; facts of the stage permission.',
    }),
    reason: Type.Optional(Type.String({ maxLength: 1024, description: 'Told to the agent and to people.' })),
  },
  { additionalProperties: false },
);
export type SkillPermissionSpec = Static<typeof SkillPermissionSpec>;

export const skillPermissionKind = {
  kind: 'SkillPermission',
  plural: 'skillpermissions',
  shortNames: ['perm'],
  description: 'Which agents may use which skills, with which arguments. What nothing allows is denied.',
  spec: SkillPermissionSpec,
  cel: [],
  columns: [
    { name: 'Effect', type: 'string', jsonPath: '.spec.effect' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
