import test from 'ava';
import { beeAddress } from '../../../controller/queue/bee/address.ts';

const read = test.macro({
  exec(t, url: string, expected: object) {
    const { host, port, db, user, password, tls } = beeAddress(url);
    t.deepEqual(JSON.parse(JSON.stringify({ host, port, db, user, password, tls })), expected);
  },
  title: (name = '') => `bee-queue address: ${name}`,
});

test('a host alone has the usual port', read, 'redis://cache', { host: 'cache', port: 6379 });
test('a port and a database', read, 'redis://127.0.0.1:6401/3', { host: '127.0.0.1', port: 6401, db: 3 });
test('a password, with what a URL must escape', read, 'redis://:p%40ss%2F@h:1', {
  host: 'h',
  port: 1,
  password: 'p@ss/',
});
test('a name and a password over TLS', read, 'rediss://me:secret@cache.example:6380', {
  host: 'cache.example',
  port: 6380,
  user: 'me',
  password: 'secret',
  tls: { servername: 'cache.example' },
});
test('an IPv6 address', read, 'redis://[::1]:6379', { host: '::1', port: 6379 });

test('bee-queue address: it is tried for ever, the pauses bounded', (t) => {
  const pauses = [1, 5, 50, 5000].map((attempt) => beeAddress('redis://h').retry_strategy({ attempt }));
  t.true(pauses.every((pause) => pause > 0 && pause <= 2500));
});
