import fc from 'fast-check';
import test from 'ava';
import type { ProjectEvent } from '../../controller/events/event.ts';
import { eventLine } from '../../controller/cli/progress/event-line.ts';
import { type Progress, progressOf, withView } from '../../controller/cli/progress/progress.ts';
import { reduce } from '../../controller/cli/progress/reduce.ts';
import { renderProgress } from '../../controller/cli/progress/render-progress.ts';
import { restOf } from '../../controller/cli/progress/rest.ts';
import type { RunView } from '../../controller/store/operations/views/run-view.ts';
import { matchesGolden, plainText } from './golden.ts';
import { freshView, startedAt, storyEvents } from './progress-story.ts';

const fresh = progressOf(freshView);
const told = storyEvents.reduce(reduce, fresh);
const now = startedAt + 65_000;

function after(state: Progress, ...news: readonly Pick<ProjectEvent, 'type' | 'data'>[]): Progress {
  return news.reduce((sum, event) => {
    const next = { ...event, projectId: sum.id, seq: sum.lastSeq + 1, at: now } as ProjectEvent;
    return reduce(sum, next);
  }, state);
}

test('progress: the panel shows the graph, who works, what was spent and decided, and who is awaited', (t) => {
  matchesGolden(t, 'panel', plainText(renderProgress(told, { now, rows: 40 }), 80));
});

test('progress: the panel fits a small terminal', (t) => {
  const lines = renderProgress(told, { now, rows: 12 });
  matchesGolden(t, 'panel-small', plainText(lines, 40));
});

test('progress: each event is one stable line', (t) => {
  const subjects = new Map([
    ['r2', 'store'],
    ['r3', 'store'],
  ]);
  const subjectOfRun = (run: string): string => subjects.get(run) ?? 'project';
  const lines = storyEvents.map((event) => eventLine(event, { startedAt, subjectOfRun }));
  matchesGolden(t, 'event-lines', `${lines.join('\n')}\n`);
});

test('progress: an event that is told twice changes nothing', (t) => {
  t.deepEqual(storyEvents.reduce(reduce, told), told);
});

test('progress: a view brings the spend, and keeps what events told', (t) => {
  const later = withView(told, { ...freshView, spend: { ...freshView.spend, tokens: 99 } });
  t.is(later.spend.tokens, 99);
  t.deepEqual(later.tasks, told.tasks);
});

test('progress: what a run is doing is shown with how long it does so, until the next step', (t) => {
  const run: RunView = {
    id: 'r9',
    purpose: 'plan',
    agent: 'ada',
    model: null,
    attempt: 1,
    state: 'running',
    queued: null,
    recoveries: 0,
    outcome: null,
    failure: null,
    steps: 7,
    progress: { turn: 4, doing: 'execute_code', since: new Date(now - 12_000).toISOString() },
    tokens: 0,
    usd: 0,
    startedAt: null,
    endedAt: null,
  };
  const text = (state: Progress): string => plainText(renderProgress(state, { now, rows: 40 }), 80);
  const view = { ...freshView, activeRun: run };
  t.regex(text(progressOf(view)), /turn 4, execute_code since 12\.0s/);
  const stepped = after(progressOf(view), {
    type: 'StepRecorded',
    data: { run: 'r9', n: 8, kind: 'observation', label: 'execute_code' },
  });
  t.regex(text(stepped), /step 8 observation execute_code/);
  t.regex(text(withView(stepped, view)), /turn 4/);
});

test('progress: no order of events breaks it', (t) => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...storyEvents]), (events) => {
      const state = events.map((event, index) => ({ ...event, seq: index + 1 })).reduce(reduce, fresh);
      renderProgress(state, { now, rows: 5 });
      restOf(state);
    }),
  );
  t.pass();
});

test('rest: while a run is under way, nothing rests, whoever is awaited', (t) => {
  t.is(restOf(told), undefined);
});

const idle = after(
  told,
  {
    type: 'RunEnded',
    data: {
      run: 'r3',
      subject: 'store',
      purpose: 'work',
      agent: 'cleo',
      outcome: 'succeeded',
      failure: null,
      summary: '',
    },
  },
  { type: 'PhaseChanged', data: { subject: 'store', from: 'Monitor', to: 'Complete', rule: 'task-proved' } },
);

test('rest: a person is awaited once nothing else moves', (t) => {
  t.is(restOf(idle), 'person');
  const answered = after(idle, {
    type: 'Answered',
    data: { escalation: 'e2', subject: 'router', answer: 'retry', by: 'me' },
  });
  t.is(restOf(answered), undefined);
});

test('rest: a suspended project rests; a resumed one does not', (t) => {
  const suspended = after(fresh, { type: 'Suspended', data: { by: 'me' } });
  t.is(restOf(suspended), 'suspended');
  t.is(restOf(after(suspended, { type: 'Resumed', data: { by: 'me' } })), undefined);
});

test('rest: a suspended project rests although runs of it were under way', (t) => {
  const plan = { run: 'r0', subject: 'project', purpose: 'plan', agent: 'ada', attempt: 1, resumed: false } as const;
  const running = after(fresh, { type: 'RunStarted', data: plan });
  t.is(restOf(running), undefined);
  t.is(restOf(after(running, { type: 'Suspended', data: { by: 'me' } })), 'suspended');
  t.is(restOf(after(told, { type: 'Suspended', data: { by: 'me' } })), 'person');
});

test('rest: a suspended project that is to be cancelled is followed to its end', (t) => {
  const suspended = after(fresh, { type: 'Suspended', data: { by: 'me' } });
  t.is(restOf(after(suspended, { type: 'CancelRequested', data: { by: 'me' } })), undefined);
});

test('rest: a stalled project rests until a rule moves it', (t) => {
  const stalled = after(fresh, { type: 'Stalled', data: { subject: 'project', code: 'RULES_ILLEGAL', message: 'no' } });
  t.is(restOf(stalled), 'stalled');
  const moved = after(stalled, {
    type: 'PhaseChanged',
    data: { subject: 'project', from: 'Plan', to: 'Delegate', rule: 'r' },
  });
  t.is(restOf(moved), undefined);
});

test('rest: tasks that are told to be stalled by the conditions of their project rest', (t) => {
  const tasks = told.tasks.map((task) => ({ ...task, phase: 'Monitor' as const, active: null }));
  const message = tasks.map(({ name }) => `${name}: no rule`).join('; ');
  const state = { ...told, active: null, waiting: [], tasks };
  t.is(restOf({ ...state, stall: { subject: 'project', code: 'RULES_INCOMPLETE', message } }), 'stalled');
  t.is(restOf({ ...state, stall: { subject: 'project', code: 'RULES_INCOMPLETE', message: 'no rule' } }), undefined);
});

test('rest: an end is an end', (t) => {
  t.is(restOf(after(told, { type: 'ProjectEnded', data: { phase: 'Complete', summary: 'Done.' } })), 'ended');
});

test('event lines: the end is told in one short line, for its summary follows', (t) => {
  const data = {
    phase: 'Complete',
    summary: 'notes: complete. 2 of 2 tasks.\n- store: done\nSpent 5 tokens.',
  } as const;
  const event = { type: 'ProjectEnded', data, projectId: 'p', seq: 9, at: 1500 } as const;
  const line = eventLine(event, { startedAt: 0, subjectOfRun: () => '' });
  t.is(line, '+1.5s     project       ended       Complete: notes: complete. 2 of 2 tasks.');
});
