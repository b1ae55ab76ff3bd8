import test from 'ava';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import { lastInForce } from '../../controller/store/operations/rule-sets/last-in-force.ts';
import { noteInForce, type InForce } from '../../controller/store/operations/rule-sets/note-in-force.ts';
import type { Scope } from '../../controller/store/scope.ts';
import { localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const phases: InForce = { stage: 'phase', name: 'own', digest: 'a' };

test('rule sets: what was last in force is known by stage and name, to its own organization alone', async (t) => {
  const clock = createVirtualClock(1_763_800_000_000);
  const store = await openTestStore(t, clock);
  const scope = await localScope(store);
  const note = async (...ruleSets: readonly InForce[]): Promise<void> =>
    store.transaction(async (tx) => noteInForce(tx, scope, clock.now(), ruleSets));
  const last = async (of: Scope, stage: InForce['stage'] = 'phase') =>
    store.transaction(async (tx) => lastInForce(tx, of, { stage, name: 'own' }));
  await note(phases);
  clock.advance(1000);
  await note(phases);
  t.like(await last(scope), { digest: 'a', updatedAt: new Date(1_763_800_000_000) }, 'nothing new, nothing written');
  await note({ ...phases, digest: 'b' }, { ...phases, stage: 'scoring' });
  t.like(await last(scope), { digest: 'b', updatedAt: new Date(1_763_800_001_000) });
  t.like(await last(scope, 'scoring'), { digest: 'a' });
  t.is(await last(await otherScope(store)), undefined);
});
