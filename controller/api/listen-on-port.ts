import { createServer, type RequestListener } from 'node:http';
import { MaiosError } from '../errors/maios-error.ts';
import { type Listening, listening } from './listening.ts';

/**
 * Serves on a port of this machine alone. Fails with CONFIG_INVALID for any other address: requests carry no proof
 * of who sends them yet.
 */
export async function listenOnPort(
  handler: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  if (host !== '127.0.0.1' && host !== 'localhost') {
    throw new MaiosError('CONFIG_INVALID', `MAIOS_ADDRESS: expected 127.0.0.1, found "${host}"`, {
      fix: 'Listen on 127.0.0.1: other addresses need requests that prove who sends them, which this version does not have.',
    });
  }
  const server = createServer(handler);
  server.listen({ host: '127.0.0.1', port });
  return listening(server, `http://127.0.0.1:${port}`, () => Promise.resolve());
}
