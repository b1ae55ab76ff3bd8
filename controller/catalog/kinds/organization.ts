import { Type, type Static } from 'typebox';
import { Name, OneOf, type KindDefinition } from './envelope.ts';

export const OrganizationSpec = Type.Object(
  {
    displayName: Type.Optional(Type.String({ maxLength: 200, description: 'What people call it.' })),
    members: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 200, description: 'The name of the user.' }),
            role: OneOf(
              ['owner', 'operator', 'viewer'],
              'owner: everything · operator: run and answer · viewer: look.',
            ),
          },
          { additionalProperties: false },
        ),
        { maxItems: 1000, description: 'Who belongs to it, and what they may do.' },
      ),
    ),
    defaultModel: Type.Optional({ ...Name, description: 'The Model of agents and projects that name none.' }),
    quotas: Type.Optional(
      Type.Object(
        {
          parallelRuns: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 10_000, description: 'Runs at the same time.' }),
          ),
        },
        { additionalProperties: false, description: 'What it may use at once.' },
      ),
    ),
    retention: Type.Optional(
      Type.Object(
        { days: Type.Integer({ minimum: 1, maximum: 36_500, description: 'Days after the end of a project.' }) },
        { additionalProperties: false, description: 'How long finished projects are kept.' },
      ),
    ),
  },
  { additionalProperties: false },
);
export type OrganizationSpec = Static<typeof OrganizationSpec>;

export const organizationKind = {
  kind: 'Organization',
  plural: 'organizations',
  shortNames: ['org'],
  description: 'A tenant: its members, quotas, default model and how long things are kept.',
  spec: OrganizationSpec,
  cel: [],
  columns: [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
} as const satisfies KindDefinition;
