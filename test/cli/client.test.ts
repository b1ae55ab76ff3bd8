import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { problemOf, problemType } from '../../controller/api/problem.ts';
import { createClient } from '../../controller/cli/client.ts';
import type { ErrorCode } from '../../controller/errors/catalogue.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';

const cases: readonly (readonly [code: ErrorCode, goesOn: boolean])[] = [
  ['STORE_UNAVAILABLE', true],
  ['OVERLOADED', true],
  ['NOT_FOUND', false],
  ['UNAUTHENTICATED', false],
];

for (const [code, goesOn] of cases) {
  test(`client: whoever follows a project ${goesOn ? 'waits out' : 'is told of'} ${code}`, async (t) => {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      const problem = problemOf(new MaiosError(code, 'for now'));
      if (asked.length === 1)
        response.writeHead(problem.status, { 'Content-Type': problemType }).end(JSON.stringify(problem));
      else response.end('id: 8\nevent: moved\ndata: {"seq":8}\n\n');
    }).listen(0, '127.0.0.1');
    t.teardown(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const gone = new AbortController();
    const events = createClient({ url: `http://127.0.0.1:${port}`, token: undefined }).events('p', 7, gone.signal);
    if (!goesOn) return void (await t.throwsAsync(events.next(), { code }));
    t.like((await events.next()).value, { seq: 8 });
    t.deepEqual(
      asked,
      Array.from({ length: 2 }, () => '/api/projects/p/events?since=7'),
    );
    gone.abort();
    await events.return(undefined);
  });
}
