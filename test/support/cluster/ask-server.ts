import { request } from 'node:http';
import { socketPathOf } from '../../../controller/api/socket-path.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One request to the API of the server with this data folder. Rejects when it does not answer within the time. */
export function askServer(home: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        socketPath: socketPathOf(home),
        method,
        path,
        timeout: 15_000,
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('error', reject);
        response.on('close', () => {
          if (response.complete) resolve({ status: response.statusCode ?? 0, body: parsed(text) });
          else reject(new Error('the answer was cut off'));
        });
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
