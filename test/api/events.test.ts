import test from 'ava';
import { createClient } from '../../controller/cli/client.ts';
import { appendEvents } from '../../controller/store/operations/events/append-events.ts';
import { addProject } from '../support/rows.ts';
import { serveTestApi } from './serve-test-api.ts';

const noted = (text: string) => ({ type: 'InputGiven', data: { text, by: 'me' } }) as const;

test('events: a list starts after `since`', async (t) => {
  const api = await serveTestApi(t);
  const id = await addProject(api.store, api.scope);
  await api.store.transaction((tx) => appendEvents(tx, api.scope, id, [noted('a'), noted('b'), noted('c')]));
  const { body } = await api.send({ path: `/api/projects/${id}/events?since=1&limit=1` });
  t.like(body['items'], [{ seq: 2, type: 'InputGiven', data: { text: 'b' } }]);
});

test('events: a stream tells what was and then what happens, and resumes after its last event', async (t) => {
  const api = await serveTestApi(t);
  const id = await addProject(api.store, api.scope);
  const add = (text: string) => api.store.transaction((tx) => appendEvents(tx, api.scope, id, [noted(text)]));
  await add('a');
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const { seq } of createClient({ socketPath: api.socketPath }).events(id, 0, stop.signal)) {
    seen.push(seq);
    if (seq === 3) stop.abort();
    else await add(`after ${seq}`);
  }
  t.deepEqual(seen, [1, 2, 3]);
});

test('events: a stream of no project is refused', async (t) => {
  const api = await serveTestApi(t);
  const events = createClient({ socketPath: api.socketPath }).events('nothing', 0, new AbortController().signal);
  await t.throwsAsync(events.next(), { message: /"nothing"/ });
});
