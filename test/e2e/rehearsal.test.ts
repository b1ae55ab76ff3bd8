import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { AgentView } from '../../controller/store/operations/views/list-agents.ts';
import type { ProjectDetailView } from '../../controller/store/operations/views/project-detail.ts';
import type { WhyView } from '../../controller/store/operations/views/why.ts';
import { makeFolder, type Maios, type Running, useMaios } from '../support/maios.ts';

const apply = ['run', '-f', 'specs/examples/rest-api'] as const;
const tasks = ['api', 'review-api', 'router', 'scaffold', 'smoke', 'store'];

test.serial(
  'rehearsal: one command plans, delegates, fails, reassigns and completes, while others look on',
  async (t) => {
    t.timeout(180_000);
    const maios = await useMaios(t, { fresh: true });
    const owner = maios.start(...apply);
    await owner.line(/router +started/);
    const watcher = maios.start('project', 'status', 'rest-api', '--watch');
    const logs = maios.start('task', 'logs', 'rest-api/router', '--follow');
    await refusesSecondOwner(t, maios);

    const { code, stdout, stderr } = await owner.ended;
    t.is(code, 0, stdout + stderr);
    t.regex(stderr, /rest-api is a rehearsal/);
    t.regex(stdout, /router +merged/);
    await followedToTheEnd(t, watcher, logs);

    await handsOverRepository(t, maios);
    await explainsReassignment(t, maios);
    await showsEvidence(t, maios);
    await keepsOrStartsAnew(t, maios);
  },
);

async function refusesSecondOwner(t: ExecutionContext, maios: Maios): Promise<void> {
  const { code, stderr } = await maios.run('server');
  t.is(code, 6, stderr);
  t.regex(stderr, /^error STORE_OWNED: .*\n {2}fix: Use that process .*\n$/);
}

async function followedToTheEnd(t: ExecutionContext, watcher: Running, logs: Running): Promise<void> {
  const watched = await watcher.ended;
  t.is(watched.code, 0, watched.stderr);
  t.regex(watched.stdout, /project +ended +Complete/);
  t.notRegex(watched.stdout, /project +created/, 'a watcher is told what happens from now on');
  const logged = await logs.ended;
  t.is(logged.code, 0, logged.stderr);
  t.regex(logged.stdout, /ben/);
  t.regex(logged.stdout, /cleo/);
  t.regex(logged.stdout, /verify/);
}

async function handsOverRepository(t: ExecutionContext, maios: Maios): Promise<void> {
  const folder = join(await makeFolder(t), 'result');
  const { code, stdout } = await maios.run('project', 'result', 'rest-api', '--to', folder);
  t.is(code, 0);
  t.true(stdout.startsWith(`${folder} at `));
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  t.regex(run(process.execPath, '--test'), /fail 0\b/);
  const byTask = run('git', 'log', '--format=%(trailers:key=Maios-Task,valueonly,separator=%x2C)').split('\n');
  // The review brings no commit, and the first commit is the empty start.
  t.deepEqual(
    byTask.filter((line) => line !== '').toSorted(),
    tasks.filter((task) => task !== 'review-api'),
  );
  t.is(run('git', 'status', '--porcelain'), '');
}

async function explainsReassignment(t: ExecutionContext, maios: Maios): Promise<void> {
  const why = (await maios.json('why', 'rest-api/router')) as WhyView;
  t.deepEqual(
    why.attempts.map(({ agent, outcome, failure }) => [agent, outcome, failure?.class]),
    [
      ['ben', 'failed', 'verify-failed'],
      ['ben', 'failed', 'verify-failed'],
      ['cleo', 'succeeded', undefined],
    ],
  );
  t.true(why.decisions.some(({ rules }) => rules.includes('proof-failed-again')));
  const last = why.decisions.findLast(({ stage }) => stage === 'scoring');
  const candidates = new Map(last?.candidates?.map((candidate) => [candidate.agent, candidate]));
  t.is(typeof candidates.get('cleo')?.score, 'number');
  t.is(candidates.get('ben')?.excluded, 'failed here before: verify-failed');
  t.deepEqual([...candidates.keys()].toSorted(), ['ada', 'ben', 'cleo', 'dora']);

  const { stdout } = await maios.run('why', 'rest-api/router');
  t.regex(stdout, /verify-failed/);
  t.regex(stdout, /ben +– left out: failed here before: verify-failed/);
}

async function showsEvidence(t: ExecutionContext, maios: Maios): Promise<void> {
  const agents = (await maios.json('agent', 'list')) as readonly AgentView[];
  const ben = agents.find(({ name }) => name === 'ben');
  t.deepEqual([ben?.successes, ben?.failures, ben?.active], [2, 2, 0]);
  t.true((ben?.tokens ?? 0) > 0);
  t.true((ben?.successBound ?? 1) < 0.5);
}

async function keepsOrStartsAnew(t: ExecutionContext, maios: Maios): Promise<void> {
  const before = (await maios.json('project', 'status', 'rest-api')) as ProjectDetailView;
  const same = await maios.run(...apply);
  t.is(same.code, 0);
  t.regex(same.stderr, /unchanged since it was started before: rest-api \(--again starts anew\)/);
  t.notRegex(same.stdout, /^\+/m, 'a story that is over is not told again');
  t.regex(same.stdout, /6 of 6 tasks complete/);

  const anew = maios.start(...apply, '--again');
  await anew.line(/project +started +plan/);
  const interrupted = await anew.stop();
  t.is(interrupted.code, 130);
  const after = (await maios.json('project', 'status', 'rest-api')) as ProjectDetailView;
  t.not(after.id, before.id);
  t.is(after.phase, 'Plan');
  t.true(existsSync(join(maios.home, 'workspaces', before.id)), 'the work of the first is kept');
}
