import { once } from 'node:events';
import { createServer } from 'node:http';
import test from 'ava';
import { answerOf } from '../../../controller/sandbox/docker/answer-of.ts';
import { connectDocker } from '../../../controller/sandbox/docker/connection.ts';

test('docker: an answer that is cut off after its head is waited for no longer than wanted', async (t) => {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/_ping')) return void response.end('OK');
    response.writeHead(200, { 'content-length': 100 }).flushHeaders();
    response.write('{', () => setImmediate(() => response.destroy()));
  }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const container = (await connectDocker(`tcp://127.0.0.1:${port}`)).getContainer('gone');
  const soon = new AbortController();
  const answer = answerOf(soon.signal, (options) => container.wait(options));
  setTimeout(() => soon.abort(new Error('long enough')), 50);
  await t.throwsAsync(answer, { message: 'long enough' });
});
