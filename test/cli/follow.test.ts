import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { widthOf } from '../../controller/cli/output/width.ts';
import type { NewEvent } from '../../controller/events/event.ts';
import { EscalationEntity } from '../../controller/store/entities/escalation.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { TaskEntity } from '../../controller/store/entities/task.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { appendEvents } from '../../controller/store/operations/events/append-events.ts';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import type { TaskLogsView } from '../../controller/store/operations/views/task-logs.ts';
import { seedStory } from '../api/seed-story.ts';
import { serveTestApi, type TestApi } from '../api/serve-test-api.ts';
import { addProject } from '../support/rows.ts';
import { eventually } from '../support/eventually.ts';
import { runCli, startCli } from './test-cli.ts';

/** A home whose owner is the API of the test. */
async function homeOf(t: ExecutionContext, { socketPath }: TestApi): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'maios-cli-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await writeFile(join(home, 'owner.json'), JSON.stringify({ pid: process.pid, startedAt: '', socket: socketPath }));
  return home;
}

async function end(api: TestApi, projectId: string, phase: 'Complete' | 'Failed'): Promise<void> {
  const endedAt = new Date();
  const ended: NewEvent = { type: 'ProjectEnded', data: { phase, summary: 'A REST API, tested.' } };
  await api.store.transaction(async (tx) => {
    await tx.update(TaskEntity, { projectId }, { phase, endedAt });
    await tx.update(RunEntity, { projectId }, { state: 'ended', endedAt });
    await tx.update(EscalationEntity, { projectId }, { state: 'answered', answer: 'retry' });
    await tx.update(ProjectEntity, { id: projectId }, { phase, endedAt, summary: 'A REST API, tested.' });
    await appendEvents(tx, api.scope, projectId, [ended]);
  });
}

test('status --watch: tells one line an event, and ends with the summary, lessons and what to do next', async (t) => {
  const api = await serveTestApi(t);
  const { projectId } = await seedStory(api.store, api.scope);
  const watching = startCli(['project', 'status', 'notes', '--watch'], { home: await homeOf(t, api) });
  await eventually(() => assert.match(watching.stderr(), /rehearsal/));
  await api.store.transaction((tx) =>
    appendEvents(tx, api.scope, projectId, [
      { type: 'Merged', data: { subject: 'store', commit: 'c0ffee'.repeat(7) } },
    ]),
  );
  await end(api, projectId, 'Complete');
  const { code, stdout, stderr } = await watching.done;
  t.is(code, 0);
  t.regex(stderr, /notes is a rehearsal/);
  t.regex(stdout, /^\+\d+\.\ds +store +merged +c0ffeec0ffee$/m);
  t.regex(stdout, /✓ Complete {2}3 of 3 tasks complete/);
  t.regex(stdout, /A REST API, tested\./);
  t.regex(stdout, /- Run the tests before handing in\. \(ben\)/);
  t.regex(stdout, /maios project result notes --to notes-result/);
});

test('status --watch: a project that failed is exit code 1; with json, standard output is data alone', async (t) => {
  const api = await serveTestApi(t);
  const { projectId } = await seedStory(api.store, api.scope);
  await end(api, projectId, 'Failed');
  const { code, stdout } = await runCli(['project', 'status', 'notes', '--watch', '-o', 'json'], {
    home: await homeOf(t, api),
  });
  t.is(code, 1);
  t.like(JSON.parse(stdout), { name: 'notes', phase: 'Failed' });
});

test('status --watch: stops with 7 and the command that answers once only a person is awaited', async (t) => {
  const api = await serveTestApi(t);
  const { runId, projectId } = await seedStory(api.store, api.scope);
  const watching = startCli(['project', 'status', 'notes', '-w'], { home: await homeOf(t, api) });
  await eventually(() => assert.match(watching.stderr(), /rehearsal/));
  // The run that is under way ends; of the tasks left, one waits for the other, and that one for an answer.
  await api.store.transaction(async (tx) => {
    await tx.update(RunEntity, { id: runId }, { state: 'ended', endedAt: new Date() });
    await tx.update(TaskEntity, { projectId, name: 'store' }, { phase: 'Escalate' });
    await tx.update(EscalationEntity, { projectId }, { taskId: null });
    await appendEvents(tx, api.scope, projectId, [
      { type: 'PhaseChanged', data: { subject: 'store', from: 'Monitor', to: 'Escalate', rule: 'run-failed' } },
      {
        type: 'Escalated',
        data: {
          escalation: 'e',
          subject: 'store',
          action: 'person',
          question: 'Which port?',
          options: ['retry', 'fail'],
        },
      },
      {
        type: 'RunEnded',
        data: {
          run: runId,
          subject: 'store',
          purpose: 'work',
          agent: 'cleo',
          outcome: 'failed',
          failure: null,
          summary: '',
        },
      },
    ]);
  });
  const { code, stdout } = await watching.done;
  t.is(code, 7);
  t.regex(stdout, /needs you: Which port\?/);
  t.regex(stdout, /maios project input notes "retry"/);
});

test('status --watch: Ctrl-C stops following with 130 and says how to go on', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  const watching = startCli(['project', 'status', 'notes', '--watch'], { home: await homeOf(t, api) });
  await eventually(() => assert.match(watching.stderr(), /rehearsal/));
  watching.interrupt();
  const { code, stderr } = await watching.done;
  t.is(code, 130);
  t.regex(stderr, /the work goes on in the process that owns it/);
  t.regex(stderr, /maios project status notes --watch/);
});

test('status --watch: on a terminal, a panel is rewritten in place', async (t) => {
  const api = await serveTestApi(t);
  const { projectId } = await seedStory(api.store, api.scope);
  const watching = startCli(['project', 'status', 'notes', '-w'], { home: await homeOf(t, api), isTty: true });
  await eventually(() => assert.match(watching.stdout(), /● Monitor +store +cleo/));
  await end(api, projectId, 'Complete');
  const { code, stdout } = await watching.done;
  t.is(code, 0);
  t.regex(stdout, /\u001B\[\d+A\r/);
  const lines = stdout.replaceAll(/\u001B\[[?\d]*[A-Za-z]/g, '').split(/\r?\n/);
  t.deepEqual(
    lines.filter((line) => widthOf(line) > 80),
    [],
  );
});

test('status --watch: a project that its spec suspends is at rest', async (t) => {
  const api = await serveTestApi(t);
  const spec = { request: 'x', suspend: true };
  await addProject(api.store, api.scope, { name: 'kept', spec });
  const { code, stdout } = await runCli(['project', 'status', 'kept', '-w'], { home: await homeOf(t, api) });
  t.is(code, 7);
  t.regex(stdout, /go on +maios project resume kept/);
});

test('run -f: several projects are one document for programs', async (t) => {
  const api = await serveTestApi(t);
  const ended = { phase: 'Complete', endedAt: new Date() } as const;
  const first = await addProject(api.store, api.scope, { name: 'first', ...ended });
  const second = await addProject(api.store, api.scope, { name: 'second', ...ended });
  const projects = [first, second].map((id) => ({ id, name: id, created: true }));
  const report = { revision: 'r1', applied: [], problems: [], projects };
  Object.assign(api.deps.control, { addSource: async () => report });
  const home = await homeOf(t, api);
  const { code, stdout } = await runCli(['run', '-f', '.', '-o', 'json'], { home, workingFolder: home });
  t.is(code, 0);
  t.like(JSON.parse(stdout), [{ name: 'first' }, { name: 'second' }]);
});

test('task logs -f: shows each step as it is recorded, the end of each run once, and ends with the task', async (t) => {
  const api = await serveTestApi(t);
  const { projectId } = await seedStory(api.store, api.scope);
  const following = startCli(['task', 'logs', 'notes/store', '-f'], { home: await homeOf(t, api) });
  await eventually(() =>
    assert.match(following.stdout(), /1 turn\n {4}I read the tests\.\n.*2 observation read_file/s),
  );
  await end(api, projectId, 'Complete');
  const { code, stdout } = await following.done;
  t.is(code, 0);
  t.regex(stdout, /2 observation read_file.*\n── ended\n$/s);
});

test('task logs -f: stops with 7 and the question where a person is awaited', async (t) => {
  const api = await serveTestApi(t);
  const { projectId } = await seedStory(api.store, api.scope);
  const following = startCli(['task', 'logs', 'notes/api', '-f'], { home: await homeOf(t, api) });
  const asked = { subject: 'api', action: 'person', question: 'Which port?', options: ['retry', 'fail'] } as const;
  await api.store.transaction((tx) =>
    appendEvents(tx, api.scope, projectId, [{ type: 'Escalated', data: { escalation: 'e', ...asked } }]),
  );
  const { code, stderr } = await following.done;
  t.is(code, 7);
  t.regex(stderr, /\? notes\/api needs you: Which port\?\n +options +1 retry · 2 fail\n/);
});

test('task logs: for programs, more steps than one answer holds are one document', async (t) => {
  const api = await serveTestApi(t);
  const { runId } = await seedStory(api.store, api.scope);
  const step = { runId, epoch: 1, kind: 'observation', label: 'read_file', body: '{}' } as const;
  for (let n = 0; n < 205; n += 1) await appendStep(api.store, api.scope, step);
  const { stdout } = await runCli(['task', 'logs', 'notes/store', '-o', 'json'], { home: await homeOf(t, api) });
  const { runs, more } = JSON.parse(stdout) as TaskLogsView;
  t.deepEqual(
    runs.findLast(({ id }) => id === runId)?.newSteps.map(({ n }) => n),
    Array.from({ length: 207 }, (_, index) => index + 1),
  );
  t.false(more);
});

test('project list: says when there may be more than are shown', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  const home = await homeOf(t, api);
  t.is((await runCli(['project', 'list'], { home })).stderr, '');
  t.is((await runCli(['project', 'list', '-n', '1'], { home })).stderr, 'these are the newest 1; -n 1000 shows more\n');
});

test('cli: with a table for people and the same view for programs', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  const home = await homeOf(t, api);
  const list = await runCli(['project', 'list', '-o', 'json'], { home });
  t.like(JSON.parse(list.stdout), [{ name: 'notes', awaitsPerson: true }]);
  t.regex((await runCli(['project', 'list'], { home })).stdout, /^NAME .*\nnotes .*needs you/);
  t.regex((await runCli(['agent', 'list', '-o', 'yaml'], { home })).stdout, /^- name: ben\n {2}role: developer\n/);
  t.regex((await runCli(['task', 'list'], { home })).stdout, /notes\/api .*waits for a person/);
  t.regex((await runCli(['memory', 'search', 'ports'], { home })).stdout, /0\.90 {2}lesson {2}about ports/);
  const why = await runCli(['why', 'notes'], { home });
  t.regex(why.stdout, /cleo \+50\.5 role-match \+50\n.*dora -3 busy -3\n.*ben – left out: failed here before/);
  const missing = await runCli(['why', 'nothing'], { home });
  t.is(missing.code, 5);
  t.regex(missing.stderr, /error NOT_FOUND: .*"nothing"\n {2}fix: /);
});

test('cli: commands that change something say what came of it', async (t) => {
  const api = await serveTestApi(t);
  const home = await homeOf(t, api);
  t.regex((await runCli(['project', 'input', 'notes', 'retry'], { home })).stdout, /^retry$/m);
  t.regex((await runCli(['project', 'cancel', 'notes'], { home })).stdout, /notes: cancelled/);
  t.regex((await runCli(['project', 'suspend', 'notes'], { home })).stdout, /notes: suspended/);
  t.regex((await runCli(['project', 'resume', 'notes'], { home })).stdout, /notes: resumed/);
  t.is((await runCli(['project', 'result', 'notes', '--to', 'out'], { home, workingFolder: '/work-here' })).code, 0);
  t.is((await runCli(['agent', 'create', '--name', 'dev-1', '--skills', 'read_file,run_tests'], { home })).code, 0);
  const renamed = await runCli(['agent', 'create', '--name', 'Dev1'], { home });
  t.is(renamed.stdout, 'agent dev1 created\n');
  t.regex(renamed.stderr, /^note: it is called dev1: /);
  const spelt = await runCli(['agent', 'create', '--name', 'Größe Ünï', '-o', 'json'], { home });
  t.deepEqual(JSON.parse(spelt.stdout), { name: 'grosse-uni', change: 'created' });
  t.deepEqual(api.asked, [
    ['giveInput', 'notes', 'retry'],
    ['cancel', 'notes'],
    ['setSuspended', 'notes', true],
    ['setSuspended', 'notes', false],
    ['exportResult', 'notes', '/work-here/out'],
    ['createAgent', 'dev-1', { skills: ['read_file', 'run_tests'] }],
    ['createAgent', 'dev1', {}],
    ['createAgent', 'grosse-uni', {}],
  ]);
  const refused = await runCli(['run', '-f', '.'], { home, workingFolder: home });
  t.is(refused.code, 2);
  t.regex(refused.stderr, /error SPEC_SYNTAX: expected a mapping\n {2}at a\.yaml:3:1\n {2}fix: /);
});
