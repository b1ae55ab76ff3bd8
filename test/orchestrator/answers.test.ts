import test from 'ava';
import { answeredAction, chosenOption, readAnswer } from '../../controller/orchestrator/observe/answers.ts';
import { taskContext } from '../../controller/orchestrator/phases/run-context.ts';
import { aTask, aView, anEscalation } from '../support/view.ts';

const reads = test.macro({
  exec(t, text: string, answer: string, note: string | undefined) {
    t.deepEqual(readAnswer(text), { answer, note });
  },
  title: (_, text) => `answer: "${text}" is read as what it says`,
});

test(reads, 'Approve', 'approve', undefined);
test(reads, 'retry, and mind the tests', 'retry', 'retry, and mind the tests');
test(reads, 'use tabs', 'retry', 'use tabs');
// The first word is a property of every object in JavaScript.
test(reads, 'constructor takes two arguments', 'retry', 'constructor takes two arguments');

const options = ['approve', 'deny'];
test('answer: a number alone is the option that it stands for', (t) => {
  t.is(chosenOption(' 2 ', options), 'deny');
  t.is(chosenOption('3', options), '3');
  t.is(chosenOption('2 spaces, please', options), '2 spaces, please');
  t.is(chosenOption('2', ['4', '2']), '2');
});

test('answer: a word that means nothing is another try', (t) => {
  t.is(answeredAction(anEscalation({ action: 'person', answer: 'constructor' })), 'retry');
});

test('answer: an agent whose call was denied reads so', (t) => {
  const failure = { class: 'permission-ask' as const, message: 'ben asks to call publish with {}', detail: 'digest' };
  const denied = anEscalation({ taskId: 'task-a', action: 'person', answer: 'deny', failure });
  const task = aTask('a');
  const { notes, approvedCalls } = taskContext(aView({ tasks: [task], escalations: [denied] }), task);
  t.deepEqual(approvedCalls, []);
  t.regex(notes.join('\n'), /ben asks to call publish/);
});
