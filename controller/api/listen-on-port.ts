import { createServer, type RequestListener } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Address } from '../config/read-setting.ts';
import { type Listening, listening } from './listening.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Whether only this machine can reach an address; requests to any other must show who sends them. */
export function isLoopback({ host }: Pick<Address, 'host'>): boolean {
  return loopback.test(host);
}

/** Serves on a port. Fails with CONFIG_INVALID when it cannot be had. */
export async function listenOnPort(handler: RequestListener, { host, port }: Address): Promise<Listening> {
  const server = createServer(handler);
  // Node would take the name for ::1 on some machines.
  server.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
  return listening(server, `http://${isIPv6(host) ? `[${host}]` : host}:${port}`, () => Promise.resolve());
}
