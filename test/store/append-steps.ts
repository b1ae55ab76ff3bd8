import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { systemClock } from '../../controller/clock/clock.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import { readSteps } from '../../controller/store/operations/steps/read-steps.ts';
import { localScope } from '../support/rows.ts';

// A process that appends steps and reports each one after its commit, until it is killed or the disk is full.
const [home = '', runId = '', padding = '0'] = process.argv.slice(2);
const store = await openStore({ home, clock: systemClock });
const scope = await localScope(store);
const done = await store.transaction((tx) => readSteps(tx, scope, { runId, from: 1, limit: 100_000 }));
try {
  for (let n = done.length + 1; ; n += 1) {
    const body = `body ${n}.${randomBytes(Number(padding) / 2).toString('hex')}`;
    await appendStep(store, scope, { runId, epoch: 1, kind: 'observation', body });
    writeSync(1, `${n}\n`);
  }
} catch (error) {
  writeSync(1, `${error instanceof Error && 'code' in error ? error.code : error}\n`);
}
await store[Symbol.asyncDispose]();
