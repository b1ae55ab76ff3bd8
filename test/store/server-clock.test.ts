import test from 'ava';
import { followServerClock } from '../../controller/store/server-clock.ts';

test('server clock: shows the time of the server, whatever this machine says', async (t) => {
  const there = Date.now() + 3_600_000;
  using clock = await followServerClock(() => Promise.resolve(there));
  const shown = clock.now();
  t.true(shown >= there - 1 && shown < there + 60_000, String(shown - there));
  t.true(Number.isInteger(shown));
});

test('server clock: is not to be had from a server that does not answer', async (t) => {
  await t.throwsAsync(() => followServerClock(() => Promise.reject(new Error('away'))), { message: 'away' });
});
