import test from 'ava';
import { taskContext } from '../../controller/orchestrator/phases/run-context.ts';
import { taskAfterWork } from '../../controller/store/operations/runs/result-changes.ts';
import { aRun, aTask, aView } from '../support/view.ts';

const sentBack = aRun('look-1', {
  taskId: 'task-look',
  agent: 'dora',
  outcome: 'succeeded',
  failure: null,
  result: { outcome: 'succeeded', summary: '', review: { approved: false, comments: 'Name it better.' } },
  endedAt: new Date(2000),
});
const failedAfterwards = aRun('build-2', { taskId: 'task-build', agent: 'ben', endedAt: new Date(3000) });
const build = aTask('build', { instructions: 'Write add().', verify: 'node --test', resultCommit: 'abc' }, [
  aRun('build-1', { taskId: 'task-build', outcome: 'succeeded', failure: null, endedAt: new Date(1000) }),
  failedAfterwards,
]);
const look = aTask('look', { reviews: 'build' }, [sentBack]);
const view = aView({ tasks: [build, look] });

test('review: what it asked for stays known when the attempt after it fails in another way', (t) => {
  const { previousFailures } = taskContext(view, build);
  t.deepEqual(
    previousFailures.map(({ failure }) => failure.message),
    ['look asked for changes: Name it better.', failedAfterwards.failure?.message],
  );
});

test('review: the next one knows what was asked of the work, and what the one before asked for', (t) => {
  t.deepEqual(taskContext(view, look).reviewed, {
    task: 'build',
    title: build.row.title,
    instructions: 'Write add().',
    verify: 'node --test',
    comments: 'Name it better.',
    commit: 'abc',
  });
});

test('review: work that had nothing to change stands on the commit before', (t) => {
  const changes = taskAfterWork(build.row, failedAfterwards, { outcome: 'succeeded', summary: 'It is right.' });
  t.is(changes.resultCommit, 'abc');
});
