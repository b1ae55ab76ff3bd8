import { createServer } from 'node:http';
import type { ExecutionContext } from 'ava';

export interface Answer {
  readonly status: number;
  readonly body?: object;
}

/** A daemon that answers as it is told, and never where it is not told; `asked` is what it was asked. */
export async function answeringDaemon(t: ExecutionContext, answers: Readonly<Record<string, Answer>>) {
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
  return { asked, dockerHost: `tcp://127.0.0.1:${port}` };
}
