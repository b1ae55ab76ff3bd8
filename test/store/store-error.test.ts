import test from 'ava';
import type { ErrorCode } from '../../controller/errors/catalogue.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { toStoreError } from '../../controller/store/store-error.ts';

const means = test.macro({
  title: (what, state: string) => `store error: ${what} (${state})`,
  exec(t, state: string, code: ErrorCode) {
    const error = toStoreError(Object.assign(new Error('no'), { code: state }));
    t.true(error instanceof MaiosError);
    t.like(error, { code, message: `no (SQLSTATE ${state})` });
  },
});

test('a deadlock', means, '40P01', 'CONFLICT');
test('a lock that was not to be had in time', means, '55P03', 'CONFLICT');
test('a transaction that was ended since its process fell silent', means, '25P03', 'STORE_UNAVAILABLE');
test('a server that only reads', means, '25006', 'STORE_UNAVAILABLE');
test('a server that is stopped', means, '57P01', 'STORE_UNAVAILABLE');
test('a statement that somebody ended, or that took too long', means, '57014', 'STORE_UNAVAILABLE');
test('a full disk', means, '53100', 'DISK_FULL');
test('too many connections', means, '53300', 'STORE_UNAVAILABLE');
test('a row that is there already', means, '23505', 'STORE_BUG');

for (const message of [
  'Connection terminated unexpectedly',
  'Query runner already released. Cannot run queries anymore.',
]) {
  test(`store error: a connection that broke says "${message}"`, (t) => {
    t.like(toStoreError(new Error(message)), { code: 'STORE_UNAVAILABLE' });
  });
}
