import test from 'ava';
import { runJob, startJob } from '../../controller/analysis/start-job.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { question, recorded } from '../support/recorded-decision.ts';
import { rule, ruleSet } from '../support/rule-set.ts';

const old = ruleSet([rule({ all: [{ fact: 'project.planned', operator: 'equal', value: true }] })]);
const next = ruleSet([rule({ all: [{ fact: 'phase', operator: 'equal', value: 'Monitor' }] })]);
const from = { text: question(next, old), inForce: undefined, ruleSet: 'under-test' };

test('analysis: a job is fed piece by piece, in order, and brought to its end', async (t) => {
  await using work = startJob('replay', from);
  const pages = ['a', 'b', 'c'].map((id) => JSON.stringify([recorded({ id })]));
  await Promise.all(pages.map(async (page) => work.feed(page)));
  t.like(await work.finish(), { ruleSet: 'under-test', decisions: 3 });
});

test('analysis: what goes wrong in the thread arrives as the error that it was', async (t) => {
  const broken = ruleSet([rule({ all: [{ fact: 'project.plannd', operator: 'equal', value: true }] })]);
  const failed = await t.throwsAsync(runJob('replay', { ...from, text: question(broken, old) }), {
    instanceOf: MaiosError,
  });
  t.is(failed.code, 'RULES_INVALID');
  t.regex(failed.message, /project\.planned/);
});

test('analysis: a job that failed at its start fails whatever it is asked', async (t) => {
  await using work = startJob('replay', { ...from, text: 'no JSON' });
  await t.throwsAsync(work.feed('[]'), { message: /not JSON/ });
  await t.throwsAsync(work.finish(), { message: /not JSON/ });
});

test('analysis: a bad piece is told, and those after it are taken', async (t) => {
  await using work = startJob('replay', from);
  await t.throwsAsync(work.feed('['), { instanceOf: MaiosError });
  await work.feed(JSON.stringify([recorded()]));
  t.like(await work.finish(), { decisions: 1 });
});

test('analysis: a job that is called off ends, whatever it is doing', async (t) => {
  const control = new AbortController();
  await using work = startJob('replay', from, control.signal);
  const waiting = work.finish();
  control.abort(new Error('enough'));
  await t.throwsAsync(waiting, { message: 'enough' });
  await t.throwsAsync(work.feed('[]'), { message: 'enough' });
});

test('analysis: nothing is started for what was called off before', (t) => {
  t.throws(() => startJob('replay', from, AbortSignal.abort(new Error('too late'))), { message: 'too late' });
});

test('analysis: a job that was disposed of answers no more', async (t) => {
  const work = startJob('replay', from);
  await work[Symbol.asyncDispose]();
  await t.throwsAsync(work.finish(), { code: 'INTERNAL' });
});
