import test from 'ava';
import { aheadBy, followServerClock } from '../../controller/store/server-clock.ts';

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

// The server is 1000 ahead; it is asked at 50.
const answers: readonly (readonly [
  title: string,
  known: number | undefined,
  time: number,
  answered: number,
  ahead: number,
])[] = [
  ['the first answer was made half of the way through', undefined, 1052, 54, 1000],
  ['a quick answer corrects what was known', 990, 1051, 52, 999],
  ['one that was long in coming proves nothing against it', 1000, 1051, 5050, 1000],
  ['nor does one to a question that was long in going', 1000, 6049, 5050, 1000],
  ['a server whose clock was set is followed', 1000, 3_601_051, 52, 3_600_999],
  ['also by an answer that was long in coming', 3_601_000, 1051, 5050, 1001],
];
for (const [title, known, time, answered, ahead] of answers) {
  test(`server clock: ${title}`, (t) => t.is(aheadBy(known, { asked: 50, time, answered }), ahead));
}
