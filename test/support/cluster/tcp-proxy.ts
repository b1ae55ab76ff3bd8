import { createServer, connect, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

/** Stands between processes and a server of PostgreSQL or Docker, and does what networks do. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Cuts all connections, whatever they are at. */
  cut(): void;
  /** As a server that is away, cuts all connections and takes no new one; or takes them again. */
  refuse(refuses: boolean): void;
  /** From now on swallows the server's answer to every nth COMMIT and cuts that connection; 0 swallows none. */
  swallowCommits(every: number): void;
  /** How many answers were swallowed. */
  swallowed(): number;
}

// CommandComplete of the protocol: its letter, a length of 11, and its tag.
const committed = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

export async function startTcpProxy(target: NetConnectOpts): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let every = 0;
  let seen = 0;
  let swallowed = 0;
  let refuses = false;

  const isSwallowed = (chunk: Buffer): boolean => {
    if (every === 0 || !chunk.includes(committed)) return false;
    seen += 1;
    if (seen % every !== 0) return false;
    swallowed += 1;
    return true;
  };
  const server = createServer((near) => {
    if (refuses) {
      near.destroy();
      return;
    }
    const far = connect(target);
    const both = [near, far];
    const close = (): void => both.forEach((socket) => socket.destroy());
    for (const socket of both) {
      open.add(socket);
      socket.setNoDelay(true).on('error', close);
      socket.on('close', () => {
        open.delete(socket);
        close();
      });
    }
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => (isSwallowed(chunk) ? close() : near.write(chunk)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    refuse(now) {
      refuses = now;
      if (refuses) cut();
    },
    swallowCommits: (nth) => (every = nth),
    swallowed: () => swallowed,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

/** The same database seen through the proxy. */
export function throughProxy(url: string, { port }: TcpProxy): string {
  return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
}
