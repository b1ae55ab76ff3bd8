import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createHousehold } from './household.ts';
import { limits } from './limits.ts';
import { createLineCutter } from './lines.ts';
import { createServer } from './server.ts';
import { openRoot } from './workspace-path.ts';

/**
 * sandboxd: serves one workspace over JSON lines, `{id, op, …}` on standard input and `{id, ok, …}` on standard output.
 * It is started inside the sandbox and imports nothing of this project; it ends, with everything that it started,
 * when its input closes.
 */
const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    // Names the run and its epoch in the process list.
    label: { type: 'string' },
    // The environment variable that marks this sandbox's programs.
    marker: { type: 'string' },
    'host-pid-namespace': { type: 'string' },
    // A folder that exists for this sandbox alone.
    'remove-at-end': { type: 'string' },
  },
});

const root = openRoot(values.root ?? '.');
const household = createHousehold({
  hostPidNamespace: values['host-pid-namespace'],
  marker: values.marker,
});
const send = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
const server = createServer(root, household, send);

function end(): void {
  server.close();
  const folder = values['remove-at-end'];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

process.stdin.on(
  'data',
  createLineCutter({
    maxBytes: limits.requestBytes,
    onLine: server.handle,
    onTooLong: () =>
      send({
        id: null,
        ok: false,
        code: 'SANDBOX_LIMIT',
        message: `expected at most ${limits.requestBytes} bytes a line`,
      }),
  }),
);
process.stdin.on('end', end);
process.stdin.on('error', end);
// The other side went away in the middle of an answer.
process.stdout.on('error', end);
process.on('SIGTERM', end);
// A fault of one call must not end the others.
process.on('uncaughtException', (error) => process.stderr.write(`${error.stack ?? error.message}\n`));
send({ ready: true });
