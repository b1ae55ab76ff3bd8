import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import Koa from 'koa';
import { answerErrors } from '../../controller/api/answer-errors.ts';
import { limitRequests } from '../../controller/api/limit-requests.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';

async function serve(t: ExecutionContext, handle: Koa.Middleware, most = 200): Promise<string> {
  const app = new Koa();
  app.use(answerErrors(() => undefined));
  app.use(limitRequests(most));
  app.use(handle);
  const callback = app.callback();
  const server = createServer((request, response) => void callback(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('overload: 429 says the numbers and when to ask again', async (t) => {
  const url = await serve(t, () => {
    throw new MaiosError('OVERLOADED', 'expected fewer than 3 open projects, found 3', {
      details: { retryAfterSeconds: 7 },
    });
  });
  const answer = await fetch(url);
  t.is(answer.status, 429);
  t.is(answer.headers.get('Retry-After'), '7');
  t.like(await answer.json(), {
    code: 'OVERLOADED',
    retryAfterSeconds: 7,
    detail: 'expected fewer than 3 open projects, found 3',
  });
});

test('overload: what is away for a moment says when to ask again as well', async (t) => {
  const url = await serve(t, () => {
    throw new MaiosError('STORE_UNAVAILABLE', 'the database connection failed');
  });
  const answer = await fetch(url);
  t.deepEqual([answer.status, answer.headers.get('Retry-After')], [503, '2']);
});

test('overload: more requests than are answered at once are refused, but for whether it is alive', async (t) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const begun = Promise.withResolvers<undefined>();
  const url = await serve(
    t,
    async (ctx) => {
      if (ctx.path === '/slow') {
        begun.resolve(undefined);
        await promise;
      }
      ctx.body = { ok: true };
    },
    1,
  );
  const slow = fetch(`${url}/slow`);
  await begun.promise;
  t.is((await fetch(`${url}/other`)).status, 429);
  t.is((await fetch(`${url}/healthz`)).status, 200);
  resolve(undefined);
  t.is((await slow).status, 200);
  t.is((await fetch(`${url}/other`)).status, 200);
});
