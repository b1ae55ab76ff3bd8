import { request } from 'node:http';
import test from 'ava';
import { createCatalog } from '../../controller/catalog/catalog.ts';
import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';
import { historyPage } from '../../controller/store/operations/rule-sets/history-page.ts';
import { readRules } from '../support/read-rules.ts';
import { addProject, otherScope } from '../support/rows.ts';
import { recordDecisions } from '../support/record-decisions.ts';
import { bundleOf, phaseFacts, rule, ruleSet } from '../support/rule-set.ts';
import { serveTestApi } from './serve-test-api.ts';

const atLeast = (value: number): RuleSetResource =>
  ruleSet([
    rule(
      { all: [{ fact: 'project.tasks', operator: 'greaterThanInclusive', value }] },
      { event: { type: 'Escalate' } },
    ),
  ]);
const old = atLeast(3);
const next = atLeast(5);
const withTasks = (tasks: number, at?: number) => ({
  facts: phaseFacts({ 'project.tasks': tasks }),
  ...(at === undefined ? {} : { at }),
});
const path = '/api/rules/diff?ruleSet=under-test';
const post = (json: unknown, query = '') => ({ method: 'POST', path: `${path}${query}`, json });

test('rules diff: replays what the rule set of that name decided, and nothing else', async (t) => {
  const { store, scope, send } = await serveTestApi(t);
  const projectId = await addProject(store, scope, { name: 'mine' });
  const [, flipped = ''] = await recordDecisions(store, scope, projectId, old, [
    withTasks(2),
    withTasks(4),
    withTasks(6),
  ]);
  const another = { ...old, metadata: { name: 'another' } };
  await recordDecisions(store, scope, projectId, another, [withTasks(4)]);
  const theirs = await otherScope(store);
  const theirId = await addProject(store, theirs);
  await recordDecisions(store, theirs, theirId, old, [withTasks(4)]);
  const { status, body } = await send(post({ old, new: next }));
  t.is(status, 200);
  t.like(body, { decisions: 3, projects: 1, flips: 1, byOtherRevisions: 0, unseen: [] });
  t.like(body['examples'], [{ decision: flipped, project: 'mine', projectId }]);
});

test('rules diff: more decisions than a page holds are replayed in their order', async (t) => {
  const { store, scope, send } = await serveTestApi(t);
  const projectId = await addProject(store, scope);
  const now = store.clock.now();
  await recordDecisions(
    store,
    scope,
    projectId,
    old,
    Array.from({ length: 620 }, (_, index) => withTasks(index % 10, now + index)),
  );
  const { body } = await send(post({ old, new: next }));
  t.like(body, { decisions: 620, flips: 124, counterfactual: 123, afterFlip: 616 });
});

/** A decision among so many candidates: the facts of each do not repeat, so that they take their room. */
function amongMany(count: number, seed: number) {
  const [rules, sample] = [readRules('scoring'), sampleFacts('scoring')];
  const evaluate = bundleOf(rules);
  const candidates = Array.from({ length: count }, (_, index) => {
    const facts = {
      ...sample,
      'agent.name': `agent-${index}`,
      'agent.load': ((index + 1) * seed * 0.618_033_988_749) % 1,
    };
    const { score = 0, hits } = evaluate.evaluate(facts);
    return { agent: `agent-${index}`, excluded: null, score, hits, facts };
  });
  return { facts: candidates[0]?.facts ?? sample, candidates };
}

test('rules diff: of decisions among many candidates, a page holds few, and all are replayed', async (t) => {
  const { store, scope, send } = await serveTestApi(t);
  const projectId = await addProject(store, scope);
  const rules = readRules('scoring');
  const decisions = Array.from({ length: 20 }, (_, index) => amongMany(400, index + 1));
  await recordDecisions(store, scope, projectId, rules, decisions);
  const first = await store.transaction(async (tx) =>
    historyPage(tx, scope, { ruleSet: rules.metadata.name, since: 0, limit: 250 }),
  );
  t.true(first.count > 0 && first.count < 20, `${first.count}`);
  const { body } = await send({
    method: 'POST',
    path: `/api/rules/diff?ruleSet=${rules.metadata.name}`,
    json: { old: rules, new: rules },
  });
  t.like(body, { decisions: 20, flips: 0 });
});

test('rules diff: looks back as far as it is told, and at one project', async (t) => {
  const { store, scope, send } = await serveTestApi(t);
  const now = store.clock.now();
  const ids = [await addProject(store, scope, { name: 'a' }), await addProject(store, scope, { name: 'b' })];
  for (const id of ids) await recordDecisions(store, scope, id, old, [withTasks(4, now - 60_000), withTasks(4, now)]);
  t.like((await send(post({ old, new: next }, `&since=${now - 1000}`))).body, { decisions: 2, projects: 2 });
  t.like((await send(post({ old, new: next }, '&project=b'))).body, { decisions: 2, projects: 1 });
  t.like(await send(post({ old, new: next }, '&project=c')), { status: 404 });
});

test('rules diff: without an old one, the rule set in force stands for it', async (t) => {
  const declared = { resource: old, source: 'files:x', revision: 'r1', digest: 'd' };
  const { store, scope, send } = await serveTestApi(t, { catalog: () => createCatalog([declared]) });
  await recordDecisions(store, scope, await addProject(store, scope), old, [withTasks(4)]);
  t.like((await send(post({ new: next }))).body, { decisions: 1, flips: 1 });
});

test('rules diff: an escalation that was settled by what bounds the rules flips with none', async (t) => {
  const { store, scope, send } = await serveTestApi(t);
  const rules = readRules('escalation');
  const changed = JSON.parse(
    JSON.stringify(rules).replaceAll('"lessThan","value":2', '"lessThan","value":3'),
  ) as RuleSetResource;
  const facts = { ...sampleFacts('escalation'), agentFailuresOfClass: 2, otherCandidates: 1 };
  const projectId = await addProject(store, scope);
  await recordDecisions(store, scope, projectId, rules, [{ facts }, { facts, action: 'person' }]);
  const query = '/api/rules/diff?ruleSet=maios-escalation';
  const { body } = await send({ method: 'POST', path: query, json: { old: rules, new: changed } });
  t.like(body, { decisions: 2, flips: 1 });
});

const broken = ruleSet([rule({ all: [{ fact: 'project.taks', operator: 'equal', value: 1 }] })]);
const escalation = { ...next, spec: { ...next.spec, stage: 'permission' } };
const agent = {
  apiVersion: next.apiVersion,
  kind: 'Agent',
  metadata: { name: 'x' },
  spec: { role: 'r', instructions: 'y' },
};
const bad: readonly (readonly [what: string, call: object, status: number, code: string])[] = [
  ['a body that is not JSON', { method: 'POST', path, body: '{' }, 400, 'USAGE'],
  ['a body without a new rule set', post({ old }), 400, 'USAGE'],
  ['nothing in force of that name', post({ new: next }), 404, 'NOT_FOUND'],
  ['another name', post({ old, new: { ...next, metadata: { name: 'another' } } }), 400, 'USAGE'],
  ['another kind', post({ old, new: agent }), 400, 'USAGE'],
  ['a rule set that is not sound', post({ old, new: broken }), 422, 'RULES_INVALID'],
  ['a rule set that fits no schema', post({ old, new: { ...next, spec: {} } }), 422, 'SPEC_INVALID'],
  ['rules of another stage', post({ old, new: escalation }), 422, 'RULES_INVALID'],
  ['no name', { method: 'POST', path: '/api/rules/diff', json: { new: next } }, 400, 'USAGE'],
  ['a time that is none', post({ old, new: next }, '&since=yesterday'), 400, 'USAGE'],
];

for (const [what, call, status, code] of bad) {
  test(`rules diff: ${what} is refused as ${code}`, async (t) => {
    const { send } = await serveTestApi(t);
    const answer = await send(call);
    t.like(answer, { status, body: { code } });
  });
}

test('rules diff: a client that goes away does not hold up the next one', async (t) => {
  const { store, scope, socketPath, send } = await serveTestApi(t);
  await recordDecisions(store, scope, await addProject(store, scope), old, [withTasks(4)]);
  const leaving = request({ socketPath, method: 'POST', path, agent: false });
  leaving.on('error', () => undefined);
  leaving.end(JSON.stringify({ old, new: next }), () => leaving.destroy());
  t.like((await send(post({ old, new: next }))).body, { decisions: 1, flips: 1 });
});
