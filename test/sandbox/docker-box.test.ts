import { createServer } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { startBox } from '../../controller/sandbox/docker-box.ts';
import { connectDocker } from '../../controller/sandbox/docker-connection.ts';
import { eventually } from '../support/eventually.ts';

interface Answer {
  readonly status: number;
  readonly body?: object;
}

/** A daemon that answers as it is told, and never where it is not told; `asked` is what it was asked. */
async function daemon(t: ExecutionContext, answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    asked.push(`${request.method} ${path}`);
    const answer = answers[`${request.method} ${path}`];
    if (answer !== undefined) response.writeHead(answer.status).end(JSON.stringify(answer.body ?? {}));
  }).listen(0, '127.0.0.1');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { asked, docker: await connectDocker(`tcp://127.0.0.1:${port}`) };
}

const plan = {
  image: 'maios-sandbox',
  imageVariables: [],
  folder: '/nowhere',
  network: false,
  user: '1000:1000',
  name: 'box',
  labels: {},
};
const well = { 'GET /_ping': { status: 200 }, 'DELETE /containers/c1': { status: 204 } };
const created = { 'POST /containers/create': { status: 201, body: { Id: 'c1' } } };

const giveUp = test.macro({
  async exec(t, answers: Readonly<Record<string, Answer>>, isRemoved: boolean) {
    const { docker, asked } = await daemon(t, { ...well, ...answers });
    await t.throwsAsync(startBox(docker, plan, 200), { code: 'SANDBOX_UNAVAILABLE' });
    if (!isRemoved) return;
    await eventually(() => {
      if (!asked.includes('DELETE /containers/c1')) throw new Error(`found ${asked.join(', ')}`);
    });
  },
  title: (name = '') => `docker box: a daemon that falls silent ${name} is given up, and what was made is removed`,
});

test('before there is a container', giveUp, {}, false);
test('before its stream is attached', giveUp, created, true);
