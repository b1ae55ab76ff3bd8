import assert from 'node:assert/strict';
import test from 'ava';
import { lintTogether } from '../../../controller/policy/lint/lint-together.ts';
import { readEvents } from '../../../controller/store/operations/events/read-events.ts';
import { eventually } from '../../support/eventually.ts';
import { organize, succeeded } from '../../support/orchestrate.ts';
import { readRules } from '../../support/read-rules.ts';
import { rule } from '../../support/rule-set.ts';
import { declared } from '../../support/view.ts';

// The default escalation rules, and one that hopes for another agent where there is none.
function hopefulRules() {
  const { spec, ...rest } = readRules('escalation');
  const hopeful = rule(
    { all: [{ fact: 'failure', operator: 'equal', value: 'no-candidate' }] },
    { name: 'hopeful', priority: 9999, event: { type: 'reassign' } },
  );
  const { tests: _, ...kept } = spec;
  return { ...rest, metadata: { name: 'hopeful' }, spec: { ...kept, rules: [hopeful, ...kept.rules] } };
}

test('livelock: a circle that lint tells of is the one that a project goes round in', async (t) => {
  const [finding] = lintTogether([readRules('phases'), hopefulRules()]);
  const circle = new Set(finding?.others);

  const { start, store, scope } = await organize(t, [declared(hopefulRules())], () => succeeded);
  const id = await start({
    request: 'x',
    tasks: [{ name: 'a', title: 'A' }],
    agents: { names: ['nobody'] },
    rules: { escalation: 'hopeful' },
  });
  const events = async () =>
    store.transaction(async (tx) => readEvents(tx, scope, { projectId: id, since: 0, limit: 500 }));
  await eventually(async () => {
    const asked = (await events()).some((event) => event.type === 'Escalated' && event.data.action === 'person');
    assert.ok(asked, 'a person is asked at last');
  });

  const moves = (await events()).flatMap((event) => (event.type === 'PhaseChanged' ? [event.data] : []));
  const rounds = moves.map(({ rule: name }) => name).filter((name) => circle.has(name));
  t.deepEqual(new Set(rounds), circle);
  t.true(rounds.length >= 2 * circle.size, rounds.join(' '));
});
