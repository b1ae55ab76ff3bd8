const usualPorts: Readonly<Record<string, string>> = {
  'postgres:': '5432',
  'postgresql:': '5432',
  'redis:': '6379',
  'rediss:': '6379',
};

/** Host, port and name of what a URL leads to; never the rest of it, which may hold a password. */
export function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return 'something that is not a URL';
  const { protocol, hostname, port, pathname } = parsed;
  const knownPort = port === '' ? usualPorts[protocol] : port;
  return `${hostname}${knownPort === undefined ? '' : `:${knownPort}`}${pathname === '/' ? '' : pathname}`;
}
