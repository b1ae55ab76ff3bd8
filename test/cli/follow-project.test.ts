import test from 'ava';
import { createApiClient } from '../../controller/cli/api-client.ts';
import type { Client } from '../../controller/cli/client.ts';
import { followProject } from '../../controller/cli/progress/follow-project.ts';
import { freshView, startedAt } from './progress-story.ts';

test('follow: an end that is told while the view is asked for is not forgotten', async (t) => {
  const asked = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const client: Client = {
    async get<T>() {
      asked.resolve();
      await told.promise;
      // The edge of the process: the one thing that is asked for here.
      return freshView as T;
    },
    post: () => Promise.reject(new Error('nothing is posted')),
    stream: () => Promise.reject(new Error('nothing is streamed')),
    async *events(_project, _since, signal) {
      await asked.promise;
      const place = { projectId: freshView.id, seq: 1, at: startedAt };
      yield { ...place, type: 'ProjectEnded', data: { phase: 'Complete', summary: 'done' } };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
  const follower = { onEvent: () => told.resolve(), onState: () => {} };
  const options = { since: 0, signal: AbortSignal.timeout(10_000) };
  t.is(await followProject(createApiClient(client), freshView, follower, options), 'ended');
});
