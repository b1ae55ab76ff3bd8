import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { createSelfCheck, type SelfCheckOptions } from '../../controller/analysis/self-check.ts';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import type { RulesDifference } from '../../controller/policy/replay/checked-decision.ts';
import { readEvents } from '../../controller/store/operations/events/read-events.ts';
import { keepRuleSet } from '../../controller/store/operations/rule-sets/keep-rule-set.ts';
import { sql } from '../../controller/store/sql.ts';
import { eventually } from '../support/eventually.ts';
import { failed, organize, succeeded, type Organization } from '../support/orchestrate.ts';
import { openTestStore } from '../support/store.ts';
import { recordDecisions } from '../support/record-decisions.ts';
import { addProject, localScope } from '../support/rows.ts';
import { phaseFacts, rule, ruleSet } from '../support/rule-set.ts';
import { anAgent } from '../support/view.ts';

/** A project that failed once and was completed, with the rule sets that decided it; its decisions are all phases' own. */
async function rehearse(t: ExecutionContext, { keep = true } = {}): Promise<Organization & { readonly id: string }> {
  const organization = await organize(t, [anAgent('ben'), anAgent('cleo')], (work) =>
    work.run.purpose === 'work' && work.run.attempt === 1 ? failed('verify-failed') : succeeded,
  );
  const { store, scope, keeper } = organization;
  const ruleSets = keep ? keeper.current().list('RuleSet') : [];
  await store.transaction(async (tx) => {
    for (const { resource } of ruleSets) await keepRuleSet(tx, scope, resource.spec);
  });
  const id = await organization.start({ request: 'x', tasks: [{ name: 'build', title: 'Build', role: 'developer' }] });
  await eventually(async () => assert.equal((await organization.project(id)).phase, 'Complete'));
  return { ...organization, id };
}

function check({ store, scope }: Organization, changes: Partial<SelfCheckOptions> = {}) {
  const told: RulesDifference[] = [];
  const onDifference = (difference: RulesDifference): void => void told.push(difference);
  const options = { store, scope, onDifference, onFault: (error: unknown) => assert.fail(String(error)), ...changes };
  return { ...createSelfCheck(options), told };
}

async function change({ store }: Organization, assignment: string, where: string): Promise<void> {
  await store.transaction(async (tx) => sql(tx, `UPDATE decisions SET ${assignment} WHERE ${where}`, []));
}

test('self-check: a sound project raises no alarm, and every decision of it is checked', async (t) => {
  const organization = await rehearse(t);
  const { check: run, told } = check(organization);
  const { checked, skipped, differences } = await run();
  t.true(checked > 8, `${checked}`);
  t.deepEqual([skipped, differences, told], [0, [], []]);
  t.like(await run(), { checked: 0 }, 'each decision is checked once');
});

test('self-check: a verdict that somebody changed is told, in the project’s events too, and once', async (t) => {
  const organization = await rehearse(t);
  const { store, scope, id } = organization;
  await change(
    organization,
    `verdict = jsonb_set(verdict, '{hits,0,rule}', '"some-other-rule"')`,
    `stage = 'escalation' AND project_id = '${id}'`,
  );
  const { check: run, told } = check(organization);
  const { differences } = await run();
  t.like(differences, [{ kind: 'verdict', ruleSet: 'maios-escalation', projectId: id, subject: 'build' }]);
  t.is(differences.length, 1);
  t.regex(told[0]?.message ?? '', /hits of the verdict: expected .*proof-failed-once.*, found .*some-other-rule/);
  const events = await store.transaction(async (tx) => readEvents(tx, scope, { projectId: id, since: 0, limit: 1000 }));
  const alarms = events.filter(({ type }) => type === 'RulesDiffer');
  t.like(alarms, [{ data: { decision: differences[0]?.decision } }]);

  const again = check(organization);
  t.is((await again.check()).differences.length, 1);
  t.deepEqual(again.told, [], 'a later process does not tell it again');
});

test('self-check: facts that somebody changed do not pass either', async (t) => {
  const organization = await rehearse(t);
  await change(organization, `facts = jsonb_set(facts, '{agentFailuresOfClass}', '9')`, `stage = 'escalation'`);
  const { differences } = await check(organization).check();
  t.deepEqual(
    differences.map(({ ruleSet }) => ruleSet),
    ['maios-escalation'],
  );
});

test('self-check: so is a losing candidate', async (t) => {
  const organization = await rehearse(t);
  await change(organization, `candidates = jsonb_set(candidates, '{1,score}', '99')`, `stage = 'scoring'`);
  const { differences } = await check(organization).check();
  t.true(differences.length > 0 && differences.every(({ message }) => /candidate .*99/.test(message)));
});

test('self-check: of very many decisions the newest are checked, and the others counted', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const resource = ruleSet([rule({ all: [{ fact: 'project.planned', operator: 'equal', value: true }] })]);
  await store.transaction(async (tx) => keepRuleSet(tx, scope, resource.spec));
  const projectId = await addProject(store, scope);
  const now = store.clock.now();
  const facts = phaseFacts();
  const situations = Array.from({ length: 530 }, (_, index) => ({ facts, at: now - 530 + index }));
  const [oldest = '', ...later] = await recordDecisions(store, scope, projectId, resource, situations);
  const changed = `UPDATE decisions SET verdict = jsonb_set(verdict, '{ruleSet}', '"other"') WHERE id = ANY ($1::uuid[])`;
  await store.transaction(async (tx) => sql(tx, changed, [[oldest, later.at(-500), later.at(-1)]]));
  const selfCheck = createSelfCheck({
    store,
    scope,
    onDifference: () => undefined,
    onFault: (error) => t.fail(`${error}`),
  });
  const { checked, skipped, differences } = await selfCheck.check();
  t.deepEqual([checked, skipped], [500, 30]);
  t.deepEqual(
    differences.map(({ decision }) => decision),
    [later.at(-500), later.at(-1)],
  );
  t.like(await selfCheck.check(), { checked: 0, skipped: 0 });
});

test('self-check: decisions whose rule set is not kept are skipped and counted', async (t) => {
  const organization = await rehearse(t, { keep: false });
  const { checked, skipped, differences } = await check(organization).check();
  t.true(skipped > 8);
  t.deepEqual([checked, differences], [0, []]);
});

test('self-check: a kept rule set that is not what its digest says is told once, and proves nothing', async (t) => {
  const organization = await rehearse(t);
  const { store } = organization;
  await store.transaction(async (tx) => sql(tx, `UPDATE blobs SET body = convert_to('{}', 'UTF8')`, []));
  const { checked, skipped, differences } = await check(organization).check();
  t.true(skipped > 8);
  t.is(checked, 0);
  t.deepEqual(differences.map(({ ruleSet }) => ruleSet).toSorted(), [
    'maios-escalation',
    'maios-phases',
    'maios-scoring',
  ]);
  t.true(differences.every(({ message }) => message.includes('is not that revision')));
});

test('self-check: facts of an older version are skipped', async (t) => {
  const organization = await rehearse(t);
  await change(organization, `facts = facts - 'timers'`, `stage = 'phase'`);
  const { skipped, differences } = await check(organization).check();
  t.true(skipped > 3);
  t.deepEqual(differences, []);
});

test('self-check: however often it is woken, it checks once a while, and nothing when nothing was decided', async (t) => {
  const clock = createVirtualClock(1_800_000_000_000);
  const store = await openTestStore(t, clock);
  const scope = await localScope(store);
  let asked = 0;
  const counting = { ...store, transaction: async (work: never) => ((asked += 1), store.transaction(work)) };
  const selfCheck = createSelfCheck({
    store: counting as typeof store,
    scope,
    everyMs: 1000,
    onDifference: () => t.fail(),
    onFault: (error) => t.fail(String(error)),
  });
  for (let times = 0; times < 5; times += 1) selfCheck.wake();
  clock.advance(999);
  t.is(asked, 0);
  clock.advance(1);
  await eventually(() => assert.equal(asked, 1));
  clock.advance(10_000);
  t.is(asked, 1, 'nobody woke it since');
  await selfCheck[Symbol.asyncDispose]();
  t.deepEqual(selfCheck.state, { checked: 0, skipped: 0, differences: 0 });
});
