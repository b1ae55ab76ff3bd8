import { Type, type Static } from 'typebox';
import { MapOf, Name, SkillName, type KindDefinition } from './envelope.ts';

export const AgentSpec = Type.Object(
  {
    role: { ...Name, description: 'What the agent is: planner, developer, tester, reviewer, supervisor, …' },
    instructions: Type.String({ minLength: 1, maxLength: 16_384, description: 'The system prompt.' }),
    skills: Type.Optional(Type.Array(SkillName, { maxItems: 64, description: 'Skills that the agent knows.' })),
    model: Type.Optional({
      ...Name,
      description: "The Model that it thinks with; the organization's default when absent.",
    }),
    capacity: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, default: 1, description: 'Runs at the same time.' }),
    ),
    traits: Type.Optional(
      MapOf(Type.Union([Type.String({ maxLength: 256 }), Type.Number(), Type.Boolean()]), {
        maxProperties: 32,
        description: 'Anything that scoring rules may want to know.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type AgentSpec = Static<typeof AgentSpec>;

export const agentKind = {
  kind: 'Agent',
  plural: 'agents',
  shortNames: ['ag'],
  description: 'Who works: a role, instructions, skills and a model. Evidence of its work is kept by the controller.',
  spec: AgentSpec,
  cel: [],
  columns: [
    { name: 'Role', type: 'string', jsonPath: '.spec.role' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
