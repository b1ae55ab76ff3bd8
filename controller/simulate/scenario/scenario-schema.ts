import { Type, type Static } from 'typebox';
import { apiVersion, byName, Labels, MapOf, Metadata, Name, OneOf, SkillName } from '../../catalog/kinds/envelope.ts';
import { ProjectSpec } from '../../catalog/kinds/project.ts';
import { escalationActions } from '../../policy/failures.ts';
import { measureNames } from '../report/measures.ts';
import { Fare, fares, Minutes, Share, Weight } from './fare-schema.ts';

const ScriptedAgent = Type.Object(
  {
    name: { ...Name, description: 'An Agent of `specs`, or a new one.' },
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'So many alike: NAME-1, NAME-2, …' })),
    role: Type.Optional({ ...Name, description: 'For a new one; developer when absent.' }),
    capacity: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Runs at the same time.' })),
    skills: Type.Optional(Type.Array(SkillName, { maxItems: 64 })),
    labels: Type.Optional(Labels),
    ...fares,
    tasks: Type.Optional(MapOf(Fare, { maxProperties: 500, description: 'Where it fares otherwise, by task.' })),
    decisions: Type.Optional(
      Type.Object(Object.fromEntries(escalationActions.map((name) => [name, Type.Optional(Weight)])), {
        additionalProperties: false,
        description: 'A supervisor: what it chooses, by weight.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type ScriptedAgent = Static<typeof ScriptedAgent>;

const Generate = Type.Object(
  {
    tasks: Type.Union(
      [
        Type.Integer({ minimum: 1, maximum: 500 }),
        Type.Object(
          { from: Type.Integer({ minimum: 1, maximum: 500 }), to: Type.Integer({ minimum: 1, maximum: 500 }) },
          { additionalProperties: false },
        ),
      ],
      { description: 'How many.' },
    ),
    width: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 64, description: 'Side by side at most; 2 when absent.' }),
    ),
    roles: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 32, description: 'Taken in turn.' })),
    reviews: Type.Optional({ ...Share, description: 'How many of the tasks are reviewed by one more, 0 to 1.' }),
    timeoutMinutes: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1440 })),
  },
  { additionalProperties: false, description: 'A task graph made anew for each project.' },
);
export type Generate = Static<typeof Generate>;

const ScriptedProjects = Type.Object(
  {
    name: { ...Name, description: 'What their names begin with; or the name of a declared Project.' },
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    everyMinutes: Type.Optional(
      Type.Number({ minimum: 0, description: 'Between two arrivals on average; all at once when absent.' }),
    ),
    arrivals: Type.Optional(
      OneOf(['even', 'random'], 'random (the default): independent of each other, as a Poisson process.'),
    ),
    spec: Type.Optional({
      ...ProjectSpec,
      description: 'What each of them declares; that of the Project of this name when absent.',
    }),
    generate: Type.Optional(Generate),
    planned: Type.Optional(
      OneOf(['declared', 'by-agent'], 'by-agent: a planning run comes first, and gives the task graph.'),
    ),
    cancelled: Type.Optional({ ...Share, description: 'How many a person cancels, 0 to 1.' }),
    cancelledAfter: Type.Optional(Minutes),
  },
  { additionalProperties: false },
);
export type ScriptedProjects = Static<typeof ScriptedProjects>;

const People = Type.Object(
  {
    minutes: Type.Optional({ ...Minutes, description: 'How long an answer takes.' }),
    never: Type.Optional({ ...Share, description: 'How many questions nobody answers, 0 to 1.' }),
    answers: Type.Optional(
      MapOf(Weight, { maxProperties: 16, description: 'What they say, by weight, where the question allows it.' }),
    ),
  },
  { additionalProperties: false, description: 'Who answers questions; nobody when absent.' },
);
export type People = Static<typeof People>;

const Path = Type.String({ minLength: 1, maxLength: 4096 });

export const ScenarioSpec = Type.Object(
  {
    specs: Type.Optional(
      Type.Array(Path, {
        maxItems: 64,
        description: 'Files and folders of specs, from this file: agents, permissions, projects, rule sets.',
      }),
    ),
    rules: Type.Optional(
      Type.Array(Path, {
        maxItems: 16,
        description: 'Files of rule sets that decide for all projects, each in its stage.',
      }),
    ),
    projects: Type.Array(ScriptedProjects, { ...byName, minItems: 1, maxItems: 100 }),
    agents: Type.Optional(
      Type.Array(ScriptedAgent, {
        ...byName,
        maxItems: 256,
        description: 'Who works, and how they fare; what comes with maios when absent.',
      }),
    ),
    others: Type.Optional({ ...Fare, description: 'How those fare that `agents` does not name.' }),
    acceptance: Type.Optional({ ...Fare, description: 'How the acceptance checks fare.' }),
    people: Type.Optional(People),
    workers: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100_000, description: 'Runs worked on at once; without bound when absent.' }),
    ),
    days: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 3650, description: 'When the simulation ends; 30 when absent.' }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    runs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'How often, each with the next seed.' }),
    ),
    expect: Type.Optional(
      Type.Object(
        Object.fromEntries(
          measureNames.map((name) => [
            name,
            Type.Optional(Type.String({ pattern: '^(<=|>=|<|>|=) ?[0-9]+(\\.[0-9]+)?%?$' })),
          ]),
        ),
        { additionalProperties: false, description: 'What must come out: ">= 95%" of a share, "<= 120" of minutes.' },
      ),
    ),
  },
  { additionalProperties: false },
);
export type ScenarioSpec = Static<typeof ScenarioSpec>;

export const ScenarioDocument = Type.Object(
  {
    apiVersion: Type.Literal(apiVersion),
    kind: Type.Literal('Scenario'),
    metadata: Metadata,
    spec: ScenarioSpec,
  },
  { additionalProperties: false, description: 'What `maios simulate` plays.' },
);
export type ScenarioDocument = Static<typeof ScenarioDocument>;
