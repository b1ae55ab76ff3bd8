import { Type, type Static } from 'typebox';
import { byName, Labels, Name, SkillName, type KindDefinition } from './envelope.ts';

const Text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description });

export const Check = Type.Object(
  {
    name: { ...Name, description: 'What results and questions call the check.' },
    command: Text(4096, 'A shell command, run in the sandbox at the top of the workspace; exit code 0 passes.'),
    timeoutSeconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3600, default: 120, description: 'How long the command may take.' }),
    ),
  },
  { additionalProperties: false },
);
export type Check = Static<typeof Check>;

/** A task as a person or a planning agent writes it. */
export const PlannedTask = Type.Object(
  {
    name: { ...Name, description: 'What other tasks, people and Decisions call it.' },
    title: Text(200, 'What is to be done, in one line.'),
    instructions: Type.Optional(Text(16_384, 'Everything the agent needs to know.')),
    role: Type.Optional({ ...Name, description: 'The role of agent that suits best; scoring rules read it.' }),
    skills: Type.Optional(
      Type.Array(SkillName, { maxItems: 32, description: 'Skills that an agent must have to be given the task.' }),
    ),
    dependsOn: Type.Optional(
      Type.Array(Name, { maxItems: 64, description: 'Tasks that must be complete before this one starts.' }),
    ),
    parent: Type.Optional({
      ...Name,
      description: 'The task that this one is a part of, for people to see; neither waits for the other.',
    }),
    reviews: Type.Optional({
      ...Name,
      description: 'The task whose result this one reviews; it waits for that task, and may send it back.',
    }),
    verify: Type.Optional(
      Text(4096, 'The proof: a shell command run in the sandbox; the task is done when it exits 0.'),
    ),
    timeoutMinutes: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1440,
        description: "How long a run of it may take; the project's limit when absent.",
      }),
    ),
  },
  { additionalProperties: false },
);
export type PlannedTask = Static<typeof PlannedTask>;

export const ProjectSpec = Type.Object(
  {
    request: Text(16_384, 'What is wanted, in plain words. Fixed once the project exists.'),
    acceptance: Type.Optional(
      Type.Array(Check, { ...byName, maxItems: 32, description: 'Checks that must pass on the finished work.' }),
    ),
    workspace: Type.Optional(
      Type.Object(
        {
          git: Type.Object(
            {
              url: Text(2048, 'A repository that git can clone.'),
              ref: Type.Optional(Text(256, 'Branch, tag or commit.')),
            },
            { additionalProperties: false, description: 'A clone of a repository.' },
          ),
        },
        { additionalProperties: false, description: 'Where the work starts from; empty when absent.' },
      ),
    ),
    agents: Type.Optional(
      Type.Object(
        {
          names: Type.Optional(Type.Array(Name, { maxItems: 256, description: 'Agents by name.' })),
          labels: Type.Optional({ ...Labels, description: 'Agents that carry all of these labels.' }),
        },
        {
          additionalProperties: false,
          description: 'Which agents may work here; all of the organization when absent.',
        },
      ),
    ),
    model: Type.Optional({ ...Name, description: 'The Model for planning and supervising.' }),
    rules: Type.Optional(
      Type.Object(
        {
          phase: Type.Optional({ ...Name, description: 'In place of maios-phases.' }),
          scoring: Type.Optional({ ...Name, description: 'In place of maios-scoring.' }),
          escalation: Type.Optional({ ...Name, description: 'In place of maios-escalation.' }),
          permission: Type.Optional({ ...Name, description: 'In place of maios-permissions.' }),
        },
        { additionalProperties: false, description: 'Rule sets in place of the default ones, by stage.' },
      ),
    ),
    budget: Type.Optional(
      Type.Object(
        {
          tokens: Type.Optional(Type.Integer({ minimum: 1, description: 'Tokens, in and out together.' })),
          usd: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'US dollars.' })),
          wallClockMinutes: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Minutes from the start.' })),
        },
        { additionalProperties: false, description: 'What it may cost; without limit where absent.' },
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          tasks: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Tasks in all.' })),
          parallelRuns: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 64, default: 4, description: 'Runs at the same time.' }),
          ),
          turnsPerRun: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 500, default: 40, description: 'Answers of the model in one run.' }),
          ),
          taskTimeoutMinutes: Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              maximum: 1440,
              description: 'How long a run may take; TASK_TIMEOUT_MINUTES when absent.',
            }),
          ),
        },
        { additionalProperties: false, description: 'Bounds on its size and pace.' },
      ),
    ),
    tasks: Type.Optional(
      Type.Array(PlannedTask, {
        ...byName,
        minItems: 1,
        maxItems: 500,
        description: 'The task graph; planned by an agent when absent.',
      }),
    ),
    suspend: Type.Optional(Type.Boolean({ description: 'Start nothing new and pause what runs.' })),
  },
  { additionalProperties: false },
);
export type ProjectSpec = Static<typeof ProjectSpec>;

export const projectKind = {
  kind: 'Project',
  plural: 'projects',
  shortNames: ['proj'],
  description: 'What is wanted: a request, how it is accepted, who may work on it, and what it may cost.',
  spec: ProjectSpec,
  cel: [
    {
      rule: 'self.request == oldSelf.request',
      message: 'request is fixed once the project exists; start a new project instead',
      fieldPath: '.request',
    },
  ],
  columns: [
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
} as const satisfies KindDefinition;
