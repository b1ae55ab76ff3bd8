import test from 'ava';
import { didYouMean, nearestName } from '../../controller/errors/did-you-mean.ts';

const known = ['project.planned', 'project.failed', 'phase', 'equal', 'notEqual'];

const finds = test.macro({
  exec: (t, name: string, expected: string | undefined) => t.is(nearestName(name, known), expected),
  title: (_, name: string, expected: string | undefined) => `nearest name: ${name} gives ${expected ?? 'nothing'}`,
});

test(finds, 'project.plan', 'project.planned');
test(finds, 'project.fialed', 'project.failed');
test(finds, 'phsae', 'phase');
test(finds, 'phases', 'phase');
test(finds, 'Equal', 'equal');
test(finds, 'wholly.other', undefined);
test(finds, '', undefined);
test(finds, 'ph', undefined);

test('nearest name: is told as a question', (t) => {
  t.is(didYouMean('phsae', known), '; did you mean phase?');
  t.is(didYouMean('wholly.other', known), '');
});
