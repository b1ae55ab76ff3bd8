import test from 'ava';
import { projectLines } from '../../controller/cli/render/project-lines.ts';
import { taskLogLines } from '../../controller/cli/render/task-log-lines.ts';
import { whyLines } from '../../controller/cli/render/why-lines.ts';
import type { WhyView } from '../../controller/store/operations/views/why.ts';
import type { TaskLogsView } from '../../controller/store/operations/views/task-logs.ts';
import type { ProjectDetailView } from '../../controller/store/operations/views/project-detail.ts';
import type { RunView } from '../../controller/store/operations/views/run-view.ts';
import { matchesGolden, plainText } from './golden.ts';
import { freshView, startedAt } from './progress-story.ts';

const at = new Date(startedAt).toISOString();
const failure = { class: 'verify-failed', message: 'expected `node --test` to pass, found exit code 1' } as const;
const run: RunView = {
  id: 'r1',
  purpose: 'work',
  agent: 'ben',
  model: 'rehearsal',
  attempt: 1,
  state: 'ended',
  queued: null,
  recoveries: 0,
  outcome: 'failed',
  failure,
  steps: 2,
  tokens: 10,
  usd: 0,
  startedAt: at,
  endedAt: at,
};

// An intent carries more than its verb; here, what `start-run` does.
const intent = { do: 'start-run', run: { purpose: 'work', agent: 'cleo', attempt: 1, taskId: 't1' } };

const why: WhyView = {
  about: 'project',
  project: 'rest-api',
  task: null,
  decisionsInAll: 12,
  attempts: [{ ...run, subject: 'store' }],
  escalations: [],
  decisions: [
    {
      id: '01a203d5-dbc7-7316-a838-88a0d9ec8bd2',
      ref: 'rest-api#14',
      seq: 14,
      project: 'rest-api',
      stage: 'scoring',
      subject: 'store',
      fromPhase: 'Delegate',
      toPhase: 'Delegate',
      ruleSet: 'maios-scoring',
      rules: ['suits-the-role'],
      at,
      runId: null,
      ruleSetDigest: 'f3caa5e80c7a00000000',
      facts: { now: startedAt, 'agent.name': 'cleo', 'agent.successBound': 0.20654, 'agent.isAuthor': false },
      rulesFrom: 'in-force',
      explanation: { rules: [], nearMisses: [], lookedAt: ['agent.successBound'] },
      verdict: {
        stage: 'scoring',
        ruleSet: 'maios-scoring',
        digest: 'f',
        hitPolicy: 'collect-sum',
        score: 40,
        hits: [{ rule: 'suits-the-role', type: 'score', params: { add: 40 }, score: 40 }],
      },
      candidates: [
        { agent: 'ben', excluded: 'failed here before: verify-failed', score: null, hits: [], facts: null },
        {
          agent: 'dora',
          excluded: null,
          score: -3.25,
          hits: [{ rule: 'busy', type: 'score', params: {}, score: -3.25 }],
          facts: {},
        },
        {
          agent: 'cleo',
          excluded: null,
          score: 40,
          hits: [{ rule: 'suits-the-role', type: 'score', params: {}, score: 40 }],
          facts: {},
        },
      ],
      intents: [intent],
      revision: 'abcdef0123456789',
      previousHash: '',
      hash: '16a7a92ae7d0a3a4',
    },
  ],
};

const logs: TaskLogsView = {
  project: 'rest-api',
  projectId: 'p',
  task: 'store',
  ended: true,
  cursor: 'r1.4',
  more: false,
  runs: [
    {
      ...run,
      newSteps: [
        {
          n: 1,
          kind: 'turn',
          label: 'write_file',
          at,
          bytes: 80,
          truncated: false,
          body: {
            text: 'I write it.\u001B[2J',
            calls: [{ id: 'c', name: 'write_file', arguments: '{"path":"a.js"}' }],
          },
        },
        {
          n: 2,
          kind: 'observation',
          label: 'write_file',
          at,
          bytes: 9,
          truncated: false,
          body: { ok: false, text: 'no such folder' },
        },
        {
          n: 3,
          kind: 'verify',
          label: 'failed',
          at,
          bytes: 9000,
          truncated: true,
          body: { command: 'node --test', output: '1 failed' },
        },
        { n: 4, kind: 'reflection', label: null, at, bytes: 9, truncated: false, body: { text: 'Look first.' } },
      ],
    },
  ],
};

test('render: why, with the rule, the facts looked at, and every candidate by score', (t) => {
  matchesGolden(t, 'why', plainText(whyLines(why, 100), 100));
});

test('render: logs, by what each step was', (t) => {
  matchesGolden(t, 'logs', plainText(taskLogLines(logs, 100), 100));
});

test('render: logs wrap what was said on a narrow terminal', (t) => {
  const text = 'Split a path before decoding it, so that an escaped slash stays within its segment.';
  const step = { n: 1, kind: 'reflection', label: null, at, bytes: 9, truncated: false, body: { text } } as const;
  const shown = plainText(taskLogLines({ ...logs, runs: [{ ...run, newSteps: [step] }] }, 40), 40);
  t.regex(shown, /Split a path before decoding it, so\n {4}that an escaped slash stays within\n {4}its segment\./);
});

test('render: a project that is done', (t) => {
  const view: ProjectDetailView = {
    ...freshView,
    phase: 'Complete',
    ownPhase: 'Complete',
    endedAt: new Date(startedAt + 42_000).toISOString(),
    summary: 'A small REST API for notes.\nAll of its tests pass.',
    lessons: [{ agent: 'ben', text: 'Lay the error type first.', at }],
    decisions: why.decisions,
  };
  matchesGolden(t, 'project-complete', plainText(projectLines(view, startedAt, 100), 100));
});
