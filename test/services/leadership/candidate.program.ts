import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../controller/clock/clock.ts';
import type { LeadershipTiming } from '../../../controller/store/leadership.ts';
import { openStore } from '../../../controller/store/open-store.ts';

const [url = '', owner = '', timing = '{}'] = process.argv.slice(2);
const store = await openStore({ home: '/nowhere', databaseUrl: url, clock: systemClock });
const given = JSON.parse(timing) as Partial<LeadershipTiming>;
const leadership = await store.lead(owner, given);
process.stdin.resume().on('end', () => process.exit());
process.on('SIGTERM', () => void leadership[Symbol.asyncDispose]().then(() => process.exit()));
console.log('standing');
for (;;) {
  const epoch = leadership.epoch();
  if (epoch !== undefined) {
    await store
      .transaction(async (tx) => {
        await leadership.guard(tx, epoch);
        await tx.query('INSERT INTO witness (owner, epoch) VALUES ($1, $2)', [owner, epoch]);
      })
      .catch(() => undefined);
  }
  await wait(5);
}
