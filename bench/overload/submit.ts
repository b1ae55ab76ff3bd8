import { request } from 'node:http';

/** Hands a folder of specs to the server on this socket; resolves when it has taken them all. */
export async function submitFolder(socketPath: string, path: string): Promise<void> {
  const { status, body } = await post(socketPath, '/api/sources', { kind: 'files', path });
  if (status >= 300) throw new Error(`expected the specs to be taken, found ${status}: ${body.slice(0, 500)}`);
}

async function post(
  socketPath: string,
  path: string,
  body: object,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ socketPath, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
