/** Host, port and name of a database; never the rest of its URL, which may hold a password. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL, which is not a URL';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname === '/' ? '' : pathname}`;
}
