import { pauseBeforeMs } from '../../redis/pause-before-ms.ts';

/** Options of the redis client, version 3, that bee-queue makes itself; it takes no client of another library. */
export interface BeeAddress {
  readonly host: string;
  readonly port: number;
  readonly db?: number;
  readonly user?: string;
  readonly password?: string;
  readonly tls?: { readonly servername: string };
  readonly socket_keepalive: true;
  readonly socket_initial_delay: number;
  readonly connect_timeout: number;
  /** How long to wait before the next try, in milliseconds. */
  readonly retry_strategy: (tried: { readonly attempt: number }) => number;
}

/** The longest delay of a timer. The client counts its tries against it; by default it gives up for ever after an hour. */
const neverMs = 2 ** 31 - 1;
const keepAliveMs = 10_000;

/** From `redis://user:password@host:port/db`, or `rediss:` for TLS. */
export function beeAddress(url: string): BeeAddress {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const db = Number.parseInt(pathname.slice(1), 10);
  return {
    host: host === '' ? '127.0.0.1' : host,
    port: port === '' ? 6379 : Number(port),
    ...(Number.isNaN(db) ? {} : { db }),
    ...(username === '' ? {} : { user: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: { servername: host } } : {}),
    socket_keepalive: true,
    socket_initial_delay: keepAliveMs,
    connect_timeout: neverMs,
    retry_strategy: ({ attempt }) => pauseBeforeMs(attempt),
  };
}
