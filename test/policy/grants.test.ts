import test from 'ava';
import type { SkillPermissionResource } from '../../controller/catalog/kinds/kinds.ts';
import type { SkillPermissionSpec } from '../../controller/catalog/kinds/skill-permission.ts';
import { collectGrants, withGrants } from '../../controller/policy/grants.ts';
import { checkWhen } from '../../controller/policy/permission-when.ts';
import { problemPath } from '../../controller/policy/load/problems.ts';
import { permittedSkills } from '../../controller/policy/permitted-skills.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';

function permission(name: string, spec: Partial<SkillPermissionSpec>): SkillPermissionResource {
  const whole = { subjects: { all: true }, skills: ['read_file'], effect: 'allow' as const, ...spec };
  return { apiVersion: 'maios.dev/v1alpha1', kind: 'SkillPermission', metadata: { name }, spec: whole };
}

const subject = { name: 'dev-1', role: 'developer', labels: { team: 'red', level: 'senior' } };
const facts = { ...sampleFacts('permission'), 'call.arguments': { path: 'src/main.ts', depth: 3 } };

const speaks = test.macro({
  exec: async (t, spec: Partial<SkillPermissionSpec>, expected: boolean) => {
    const grants = collectGrants([permission('it', spec)], subject, facts);
    t.deepEqual(grants, { allow: expected ? ['it'] : [], ask: [], deny: [], faults: [] });
  },
  title: (what) => `grants: ${what}`,
});
const when = (fact: string, operator: string, value: unknown, path?: string) => ({
  when: { fact, operator, value, ...(path === undefined ? {} : { path }) },
});

test('everybody is meant by all', speaks, {}, true);
test('an agent is meant by its name', speaks, { subjects: { agents: ['dev-1', 'dev-2'] } }, true);
test('an agent is meant by its role', speaks, { subjects: { roles: ['developer'] } }, true);
test(
  'an agent is meant by all of the labels',
  speaks,
  { subjects: { labels: { team: 'red', level: 'senior' } } },
  true,
);
test(
  'an agent is not meant by some of the labels',
  speaks,
  { subjects: { labels: { team: 'red', level: 'junior' } } },
  false,
);
test('nobody is meant by no label', speaks, { subjects: { labels: {} } }, false);
test('any of the subjects is enough', speaks, { subjects: { agents: ['other'], roles: ['developer'] } }, true);
test('another agent is not meant', speaks, { subjects: { agents: ['dev-2'], roles: ['tester'] } }, false);
test('a skill is meant by its resource name too', speaks, { skills: ['read-file'] }, true);
test('another skill is not meant', speaks, { skills: ['write_file'] }, false);
test('a when that is true speaks', speaks, when('call.arguments', 'equal', 'src/main.ts', '$.path'), true);
test('a when that is false is silent', speaks, when('call.arguments', 'greaterThan', 3, '$.depth'), false);
test(
  'a when may be a group',
  speaks,
  { when: { any: [when('task.name', 'equal', 'x').when, when('call.effect', 'equal', 'pure').when] } },
  true,
);
test('an argument that is not there is not small', speaks, when('call.arguments', 'lessThan', 9, '$.gone'), false);

test('grants: are listed by what they say, in alphabetical order', async (t) => {
  const permissions = [
    permission('b', {}),
    permission('a', {}),
    permission('d', { effect: 'deny' }),
    permission('q', { effect: 'ask' }),
  ];
  const grants = collectGrants(permissions, subject, facts);
  t.deepEqual(grants, { allow: ['a', 'b'], ask: ['q'], deny: ['d'], faults: [] });
  t.deepEqual(withGrants(facts, grants)['grants.allow'], ['a', 'b']);
});

test('grants: a denial whose when cannot be judged is never taken for none', async (t) => {
  const broken = permission('broken', {
    effect: 'deny',
    ...when('call.arguments', 'in', { fact: 'call.arguments', path: '$.list' }, '$.path'),
  });
  t.deepEqual(checkWhen(broken), []);
  const found = collectGrants(
    [broken, { ...broken, metadata: { name: 'a' }, spec: { ...broken.spec, effect: 'allow' } }],
    subject,
    facts,
  );
  t.like(found, { allow: [], deny: ['a', 'broken'] }, 'nor is one that allows taken for one');
  t.regex(found.faults[1] ?? '', /^the when of broken cannot be judged: expected a list/);
  const unsound = permission('unsound', { effect: 'deny', ...when('call.argument', 'equal', 1) });
  t.like(collectGrants([unsound], subject, facts), { deny: ['unsound'] }, 'nor one that was never sound');
});

test('when: is checked at load, and cannot look at the grants', (t) => {
  const [unknown] = checkWhen(permission('it', { when: { all: [when('call.skil', 'equal', 'x').when] } }));
  t.is(
    unknown?.message,
    'when.all[0].fact: expected a fact of the permission stage, found "call.skil"; did you mean call.skill?',
  );
  t.deepEqual(unknown === undefined ? undefined : problemPath(unknown), ['spec', 'when', 'all', 0, 'fact']);
  const [circular] = checkWhen(permission('it', when('grants.deny', 'contains', 'x')));
  t.regex(circular?.message ?? '', /^when\.fact: expected a fact of the permission stage, found "grants\.deny"/);
  t.deepEqual(checkWhen(permission('it', {})), []);
});

test('permitted skills: what something grants and nothing flatly denies', (t) => {
  const permissions = [
    permission('read', { skills: ['read-file', 'write_file', 'run_tests'] }),
    permission('ask', { skills: ['git_operation'], effect: 'ask' }),
    permission('never', { skills: ['write_file'], effect: 'deny' }),
    permission('sometimes', { skills: ['run_tests'], effect: 'deny', ...when('call.network', 'equal', true) }),
    permission('others', { skills: ['execute_code'], subjects: { roles: ['tester'] } }),
  ];
  t.deepEqual([...permittedSkills(permissions, subject)].toSorted(), ['git_operation', 'read_file', 'run_tests']);
});
