import type { NewEvent, ProjectEvent } from '../../controller/events/event.ts';
import type { ProjectDetailView } from '../../controller/store/operations/views/project-detail.ts';

export const startedAt = Date.parse('2026-11-22T10:00:00.000Z');

/** A project that was just started. */
export const freshView: ProjectDetailView = {
  id: '0190a5c0-0000-7000-8000-000000000001',
  name: 'rest-api',
  request: 'Build a small REST API for notes.',
  source: 'files:specs/examples/rest-api',
  revision: 'abcdef0123456789',
  phase: 'Plan',
  ownPhase: 'Plan',
  rehearsal: true,
  suspended: false,
  paused: false,
  cancelRequested: false,
  acceptance: 'pending',
  spend: {
    tokens: 12_400,
    tokensReserved: 0,
    tokensLimit: 400_000,
    usd: 0.0215,
    usdReserved: 0,
    usdLimit: 1,
    deadlineAt: null,
  },
  tasks: [],
  activeRun: null,
  escalations: [],
  decisions: [],
  lessons: [],
  conditions: [],
  lastFailure: null,
  summary: null,
  lastSeq: 0,
  createdAt: new Date(startedAt).toISOString(),
  endedAt: null,
};

const work = { purpose: 'work' } as const;
const failure = { class: 'verify-failed', message: 'expected `node --test` to pass, found exit code 1' } as const;

/** What happens up to a reassignment, and a question to a person about another task. */
const story: readonly NewEvent[] = [
  { type: 'ProjectCreated', data: { name: 'rest-api', request: 'Build a small REST API for notes.', rehearsal: true } },
  {
    type: 'RunStarted',
    data: { run: 'r0', subject: 'project', purpose: 'plan', agent: 'ada', attempt: 1, resumed: false },
  },
  {
    type: 'Planned',
    data: {
      tasks: [
        { name: 'scaffold', title: 'Lay the ground', dependsOn: [] },
        { name: 'store', title: 'Keep notes', dependsOn: ['scaffold'] },
        { name: 'router', title: 'Find handlers', dependsOn: ['scaffold'] },
        { name: 'api', title: 'Serve them', dependsOn: ['store', 'router'] },
      ],
    },
  },
  {
    type: 'RunEnded',
    data: {
      run: 'r0',
      subject: 'project',
      purpose: 'plan',
      agent: 'ada',
      outcome: 'succeeded',
      failure: null,
      summary: 'Four tasks.',
    },
  },
  { type: 'PhaseChanged', data: { subject: 'project', from: 'Plan', to: 'Delegate', rule: 'planned' } },
  { type: 'RunStarted', data: { run: 'r1', subject: 'scaffold', ...work, agent: 'ben', attempt: 1, resumed: false } },
  { type: 'Merged', data: { subject: 'scaffold', commit: '0123456789abcdef0123' } },
  {
    type: 'RunEnded',
    data: {
      run: 'r1',
      subject: 'scaffold',
      ...work,
      agent: 'ben',
      outcome: 'succeeded',
      failure: null,
      summary: 'Laid.',
    },
  },
  { type: 'PhaseChanged', data: { subject: 'scaffold', from: 'Monitor', to: 'Complete', rule: 'task-proved' } },
  { type: 'LessonLearned', data: { subject: 'scaffold', agent: 'ben', text: 'Lay the error type first.' } },
  { type: 'RunStarted', data: { run: 'r2', subject: 'store', ...work, agent: 'ben', attempt: 1, resumed: false } },
  { type: 'PhaseChanged', data: { subject: 'store', from: 'Delegate', to: 'Monitor', rule: 'task-running' } },
  { type: 'StepRecorded', data: { run: 'r2', n: 1, kind: 'observation', label: 'write_file' } },
  {
    type: 'RunEnded',
    data: { run: 'r2', subject: 'store', ...work, agent: 'ben', outcome: 'failed', failure, summary: '' },
  },
  { type: 'PhaseChanged', data: { subject: 'store', from: 'Monitor', to: 'Escalate', rule: 'task-run-failed' } },
  { type: 'Escalated', data: { escalation: 'e1', subject: 'store', action: 'reassign', question: null, options: [] } },
  { type: 'PhaseChanged', data: { subject: 'store', from: 'Escalate', to: 'Reassign', rule: 'reassign-chosen' } },
  { type: 'Decided', data: { decision: 'd1', stage: 'scoring', subject: 'store', text: 'given to cleo (score 48)' } },
  { type: 'RunQueued', data: { run: 'r3', subject: 'store', ...work, agent: 'cleo', attempt: 1 } },
  { type: 'RunStarted', data: { run: 'r3', subject: 'store', ...work, agent: 'cleo', attempt: 1, resumed: true } },
  { type: 'PhaseChanged', data: { subject: 'store', from: 'Delegate', to: 'Monitor', rule: 'task-running' } },
  { type: 'StepRecorded', data: { run: 'r3', n: 4, kind: 'turn', label: null } },
  { type: 'PhaseChanged', data: { subject: 'router', from: 'Delegate', to: 'Escalate', rule: 'nobody' } },
  {
    type: 'Escalated',
    data: {
      escalation: 'e2',
      subject: 'router',
      action: 'person',
      question: 'Who should do it?',
      options: ['retry', 'fail'],
    },
  },
];

/** The story as events, half a second apart. */
export const storyEvents: readonly ProjectEvent[] = story.map((event, index) => ({
  ...event,
  projectId: freshView.id,
  seq: index + 1,
  at: startedAt + index * 500,
}));
