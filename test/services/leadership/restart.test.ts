import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'ava';
import { eventually } from '../../support/eventually.ts';
import { skip } from '../../support/services.ts';
import { makeDatabase } from '../../support/store.ts';
import { assertFenced, startCandidate, witnessAt } from './candidates.ts';

test.serial(
  'leadership: PostgreSQL is stopped at once and started again, and one of the candidates leads',
  async (t) => {
    t.timeout(120_000);
    const url = process.env['MAIOS_TEST_POSTGRES_URL'] ?? '';
    const stop = process.env['MAIOS_TEST_POSTGRES_STOP'] ?? '';
    const start = process.env['MAIOS_TEST_POSTGRES_START'] ?? '';
    if (url === '' || stop === '' || start === '') {
      skip(t, 'MAIOS_TEST_POSTGRES_URL, MAIOS_TEST_POSTGRES_STOP and MAIOS_TEST_POSTGRES_START are not set');
      return;
    }
    const witness = await witnessAt(t, await makeDatabase(t, url));
    await startCandidate(t, witness, 'one');
    await startCandidate(t, witness, 'two');
    const last = async (): Promise<number> => (await witness.written()).at(-1)?.epoch ?? 0;
    await eventually(async () => assert.ok((await last()) > 0));
    for (let turn = 0; turn < 2; turn += 1) {
      const before = await last();
      t.is(spawnSync(stop, { shell: true }).status, 0);
      t.is(spawnSync(start, { shell: true }).status, 0);
      // Who led before may lead again: the owner is the same then, and its epoch too.
      const count = (await witness.written()).length;
      await eventually(async () => assert.ok((await witness.written()).length > count + 10), { timeoutMs: 40_000 });
      t.true((await last()) >= before);
    }
    await assertFenced(t, witness);
  },
);
