import test, { type ExecutionContext } from 'ava';
import { createCatalog } from '../../controller/catalog/catalog.ts';
import { keepRuleSet } from '../../controller/store/operations/rule-sets/keep-rule-set.ts';
import { eventually } from '../support/eventually.ts';
import { failed, organize, succeeded, untilAborted, type Organization, type Respond } from '../support/orchestrate.ts';
import { readRules } from '../support/read-rules.ts';
import { anAgent } from '../support/view.ts';
import { serveTestApi, type TestAnswer, type TestApi } from './serve-test-api.ts';

type Served = TestApi & { readonly organization: Organization; readonly id: string };

/** An organization that really works, and the API over it. */
async function serveDemo(t: ExecutionContext, respond: Respond): Promise<Served> {
  const organization = await organize(t, [anAgent('ben', { role: 'developer' })], respond);
  const { store, scope, keeper } = organization;
  const api = await serveTestApi(t, {
    store,
    scope,
    catalog: () => keeper.current(),
    bundlesFor: (project) => keeper.bundlesFor(project),
  });
  const build = { name: 'build', title: 'build', role: 'developer', verify: 'true' };
  const after = { ...build, name: 'after', dependsOn: ['build'] };
  return { ...api, organization, id: await organization.start({ request: 'x', tasks: [build, after] }) };
}

const reach = async ({ send }: TestApi, path: string, isThere: (answer: TestAnswer) => boolean): Promise<TestAnswer> =>
  eventually(async () => {
    const answer = await send({ path });
    if (!isThere(answer)) throw new Error(`still ${JSON.stringify(answer.body).slice(0, 300)}`);
    return answer;
  });

const untilMonitored = async (api: TestApi): Promise<unknown> =>
  reach(api, '/api/why-not/demo%2Fbuild?to=Monitor', ({ body }) => body['answer'] === 'happened');

const works: Respond = async (_, signal) => {
  await untilAborted(signal);
  return undefined;
};

test('why-not: of work under way, what is missing, what would be enough, and when', async (t) => {
  const api = await serveDemo(t, works);
  await untilMonitored(api);
  const { body } = await reach(api, '/api/why-not/demo', ({ body: { from } }) => from === 'Monitor');
  t.like(body, {
    project: 'demo',
    task: null,
    to: 'Complete',
    answer: 'not-now',
    decision: null,
    rulesFrom: 'in-force',
    move: { isLegal: false, way: ['Monitor', 'Complete'] },
    openTasks: [
      { name: 'build', phase: 'Monitor' },
      { name: 'after', phase: 'Delegate' },
    ],
    explanation: {
      rules: [
        {
          rule: 'project-accepted',
          outcome: 'not-true',
          place: { file: 'rules/phases.yaml' },
          lacks: [{ fact: 'project.acceptance', found: 'pending', expected: 'passed' }],
        },
      ],
      change: {
        found: {
          changes: [{ fact: 'project.acceptance', from: 'pending', to: 'passed' }],
          rule: 'project-accepted',
          type: 'Complete',
        },
        search: 'whole',
      },
    },
  });
  const waiting = await api.send({ path: '/api/why-not/demo%2Fbuild?to=escalate' });
  const { change } = waiting.body['explanation'] as {
    readonly change: { readonly found: { readonly inMs: number; readonly rule: string } };
  };
  t.is(change.found.rule, 'task-timed-out');
  t.true(change.found.inMs > 1_700_000 && change.found.inMs <= 1_800_000, String(change.found.inMs));
  const never = await api.send({ path: '/api/why-not/demo%2Fbuild?to=Plan' });
  t.like(never.body, {
    answer: 'not-now',
    move: { way: null },
    explanation: { rules: [], change: { search: 'whole' } },
  });
});

test('why-not: of what has ended, the last decision is explained', async (t) => {
  const api = await serveDemo(t, () => succeeded);
  const { body } = await reach(api, '/api/why-not/demo', ({ body: { answer } }) => answer === 'happened');
  t.like(body, { from: 'Complete', explanation: { rules: [{ rule: 'project-accepted', outcome: 'fired' }] } });
  t.regex(String(body['decision']), /^demo#\d+$/);
  const other = await api.send({ path: '/api/why-not/demo?to=Failed' });
  t.like(other.body, { answer: 'not-now', explanation: { instead: [{ rule: 'project-accepted', type: 'Complete' }] } });
});

test('why-not: of an escalation, why it was dealt with otherwise', async (t) => {
  const api = await serveDemo(t, ({ run }) => (run.purpose === 'work' ? failed('verify-failed') : succeeded));
  const { body } = await reach(api, '/api/why-not/demo%2Fbuild?to=fail', ({ status }) => status === 200);
  t.like(body, { stage: 'escalation', to: 'fail', move: null, answer: 'not-now' });
  t.not(body['from'], null);
});

const refused: readonly (readonly [path: string, status: number, message: RegExp])[] = [
  ['/api/why-not/nothing', 404, /no task or project "nothing"/],
  ['/api/why-not/demo?to=Complet', 400, /did you mean Complete\?/],
  ['/api/why-not/demo%2Fafter?to=retry', 404, /expected a decision of the escalation rules/],
  ['/api/decisions/demo/explanation', 400, /its newest is demo#\d+/],
  ['/api/decisions/demo%23999/explanation', 404, /the newest is demo#\d+/],
  ['/api/decisions/nothing/explanation', 404, /no decision "nothing"/],
];

test('explain: what is not there is refused with what was expected', async (t) => {
  const api = await serveDemo(t, works);
  await untilMonitored(api);
  for (const [path, status, message] of refused) {
    const answer = await api.send({ path });
    t.is(answer.status, status, path);
    t.regex(String(answer.body['detail']), message);
  }
});

test('explain: a decision has the tree of every rule, by a number, an id, or the beginning of one', async (t) => {
  const api = await serveDemo(t, works);
  await untilMonitored(api);
  const { body } = await api.send({ path: '/api/decisions/demo%231/explanation' });
  t.like(body, { decision: { ref: 'demo#1' }, rulesFrom: 'in-force', rulesLeft: 0 });
  const rules = body['rules'] as readonly { readonly place: { readonly line: number } }[];
  t.is(rules.length, readRules('phases').spec.rules.length);
  t.true(rules.every(({ place }) => place.line > 1));
  const { id } = body['decision'] as { readonly id: string };
  t.like((await api.send({ path: `/api/decisions/${id.slice(0, 30)}/explanation` })).body, { decision: { id } });
  const several = await api.send({ path: `/api/decisions/${id.slice(0, 9)}/explanation` });
  t.is(several.status, 400);
  t.regex(String(several.body['detail']), /found several whose ids begin with/);
});

test('explain: rules that have changed since are explained as they were, if they were kept', async (t) => {
  const served = await serveDemo(t, works);
  await untilMonitored(served);
  const { store, scope, keeper } = served.organization;
  const { spec, ...rest } = readRules('phases');
  const changed = { ...rest, spec: { ...spec, rules: spec.rules.slice(1) } };
  const catalog = createCatalog([{ resource: changed, source: 'api', revision: 'r2', digest: 'other' }]);
  const api = await serveTestApi(t, { store, scope, catalog: () => catalog });
  const path = '/api/decisions/demo%231/explanation';
  t.like((await api.send({ path })).body, { rulesFrom: 'missing', rules: [] });
  const inForce = keeper.current().get('RuleSet', 'maios-phases');
  if (inForce !== undefined) await store.transaction((tx) => keepRuleSet(tx, scope, inForce.resource.spec));
  const { body } = await api.send({ path });
  t.is(body['rulesFrom'], 'kept');
  t.is((body['rules'] as readonly unknown[]).length, spec.rules.length);
  const why = await api.send({ path: '/api/why/demo%231' });
  t.like(why.body, {
    decisions: [{ rulesFrom: 'kept', explanation: { rules: [] } }],
  });
});
