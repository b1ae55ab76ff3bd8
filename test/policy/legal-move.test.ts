import test from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { checkMove } from '../../controller/policy/legal-move.ts';
import { isEnd, phases, type Phase, type Subject } from '../../controller/policy/phases.ts';

const none = { acceptancePassed: false, taskVerified: false, reviewRejected: false, planned: false };
const all = { acceptancePassed: true, taskVerified: true, reviewRejected: true, planned: true };

const refuses = test.macro({
  exec: (t, subject: Subject, from: Phase, to: Phase, message: string) => {
    const move = checkMove(subject, from, to, none);
    t.true(move instanceof MaiosError && move.code === 'RULES_ILLEGAL');
    t.is(move instanceof MaiosError ? move.message : '', message);
  },
  title: (_, subject, from, to) => `legal move: refuses ${from} → ${to} of a ${subject}`,
});

test(
  refuses,
  'project',
  'Plan',
  'Complete',
  'project in Plan: expected one of Delegate, Escalate, Failed, Cancelled, found Complete',
);
test(
  refuses,
  'project',
  'Plan',
  'Delegate',
  'project in Plan: expected a task graph before Delegate, found that it is not so',
);
test(
  refuses,
  'project',
  'Monitor',
  'Complete',
  'project in Monitor: expected passed acceptance checks before Complete, found that it is not so',
);
test(
  refuses,
  'project',
  'Complete',
  'Plan',
  'project in Complete: expected no move, since Complete is an end, found Plan',
);
test(
  refuses,
  'task',
  'Monitor',
  'Complete',
  'task in Monitor: expected a verified result before Complete, found that it is not so',
);
test(
  refuses,
  'task',
  'Complete',
  'Escalate',
  'task in Complete: expected a review that sent the result back before Escalate, found that it is not so',
);
test(
  refuses,
  'task',
  'Delegate',
  'Complete',
  'task in Delegate: expected one of Monitor, Escalate, Failed, Cancelled, found Complete',
);

test('legal move: allows a move once its guard holds', (t) => {
  t.is(checkMove('project', 'Monitor', 'Complete', { ...none, acceptancePassed: true }), 'legal');
  t.is(checkMove('task', 'Monitor', 'Complete', { ...none, taskVerified: true }), 'legal');
  t.is(checkMove('task', 'Delegate', 'Monitor', none), 'legal');
});

test('legal move: staying is always allowed', (t) => {
  for (const phase of phases) t.is(checkMove('task', phase, phase, none), 'stay');
});

test('legal move: nothing leaves an end but a review that sent a task back', (t) => {
  const left = phases
    .filter(isEnd)
    .flatMap((from) => phases.filter((to) => to !== from && checkMove('task', from, to, all) === 'legal'));
  t.deepEqual(left, ['Escalate']);
});
