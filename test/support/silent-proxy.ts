import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A TCP proxy that can make the connections of the moment half-open: both ends stay connected, and nothing gets through. */
export interface SilentProxy {
  readonly url: string;
  /** Those that are open go silent for ever; new ones work. */
  silence(): void;
}

/** Starts one in front of a port of this machine, ended with the test. */
export async function startSilentProxy(t: ExecutionContext, port: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a port, found none');
  return { url: `redis://127.0.0.1:${address.port}`, silence: () => [...sockets].forEach(goSilent) };
}

function goSilent(socket: Socket): void {
  socket.unpipe();
  // Whatever is left in the streams goes nowhere.
  socket.removeAllListeners('data');
  socket.on('data', () => undefined);
}
