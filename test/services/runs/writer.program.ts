import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../controller/clock/clock.ts';
import { openStore } from '../../../controller/store/open-store.ts';
import { claimRun } from '../../../controller/store/operations/runs/claim-run.ts';
import { ensureLocalOrganization } from '../../../controller/store/operations/setup/ensure-local-organization.ts';
import { appendStep } from '../../../controller/store/operations/steps/append-step.ts';

// Claims a run and records one step after the other, until it is told that the run is no longer its own.
const [url = '', runId = ''] = process.argv.slice(2);
process.stdin.resume().on('end', () => process.exit());
const store = await openStore({ home: '/nowhere', databaseUrl: url, clock: systemClock });
const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, Date.now()));
const claim = { runId, epoch: 1, owner: 'writer', leaseMs: 300 };
if ((await store.transaction(async (tx) => claimRun(tx, scope, Date.now(), claim))) === undefined) process.exit(2);
console.log('claimed');
for (;;) {
  const step = { runId, epoch: 1, kind: 'note' as const, label: 'writer', body: `${process.hrtime.bigint()}` };
  if ((await appendStep(store, scope, step)) === undefined) break;
  await wait(5);
}
console.log('fenced');
process.exit(0);
