import { once } from 'node:events';
import type { Server } from 'node:http';
import { MaiosError } from '../errors/maios-error.ts';

/** A server that is up. `address` is the socket's path, or a URL. Closing ends what still streams. */
export interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

/** Waits until the server listens. Fails with CONFIG_INVALID when the address cannot be had. */
export async function listening(server: Server, address: string, cleanUp: () => Promise<void>): Promise<Listening> {
  try {
    if (!server.listening) await once(server, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MaiosError('CONFIG_INVALID', `cannot listen on ${address}: ${reason}`, {
      cause,
      fix: 'End what listens there, or choose an address of this machine that is free, with MAIOS_ADDRESS or MAIOS_HEALTH_ADDRESS.',
    });
  }
  // Streams of events last for ever by nature; they must not keep a process alive that has nothing else to do.
  server.unref();
  return { address, close: () => close(server, cleanUp) };
}

async function close(server: Server, cleanUp: () => Promise<void>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  await cleanUp();
}
