import test from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { diffDeclared } from '../../controller/catalog/diff.ts';
import { readSpecText } from '../../controller/catalog/read-spec-text.ts';
import type { SourceSnapshot } from '../../controller/catalog/source-snapshot.ts';
import { describeProblems } from './describe-problems.ts';

function snapshot(source: string, ...documents: readonly string[]): SourceSnapshot {
  const { resources, problems } = readSpecText(`${source}.yaml`, documents.join('---\n'));
  return { source, revision: '1', declared: resources.map((item) => ({ ...item, source, revision: '1' })), problems };
}

const spec = (kind: string, name: string, body: string) =>
  `apiVersion: maios.dev/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n${body}`;
const agent = (name: string, more = '') => spec('Agent', name, `  role: developer\n  instructions: Work.\n${more}`);
const model = (name: string) => spec('Model', name, '  provider: openai\n');
const skill = (name: string) =>
  spec(
    'Skill',
    name,
    `  description: d\n  parameters: { type: object }\n  handler: { type: builtin, name: x }\n  effect: pure\n`,
  );
const project = (name: string, request: string, more = '') => spec('Project', name, `  request: ${request}\n${more}`);
const names = (items: readonly { readonly resource: { readonly metadata: { readonly name: string } } }[]) =>
  items.map(({ resource }) => resource.metadata.name);

test('assemble: a name belongs to the first source that declares it', (t) => {
  const { catalog, problems } = assembleCatalog([
    snapshot('files:a', agent('x')),
    snapshot('files:b', agent('x'), agent('y')),
  ]);
  t.is(catalog.get('Agent', 'x')?.source, 'files:a');
  t.deepEqual(names(catalog.list('Agent')), ['x', 'y']);
  t.is(
    describeProblems(problems),
    'files:b.yaml:4:3 SPEC_OWNED Agent/x metadata.name: expected a name that is free, found one that files:a owns',
  );
});

test('assemble: the names that begin with maios- are kept for what comes with maios', (t) => {
  const { catalog, problems } = assembleCatalog([
    snapshot('builtin', model('maios-default')),
    snapshot('files:a', model('maios-mine')),
  ]);
  t.deepEqual(names(catalog.list('Model')), ['maios-default']);
  t.is(problems[0]?.code, 'SPEC_OWNED');
});

const dangling: Readonly<Record<string, { readonly documents: readonly string[]; readonly says: string }>> = {
  'a model': {
    documents: [agent('x', '  model: fsat\n'), model('fast')],
    says: 's.yaml:8:3 SPEC_REFERENCE Agent/x spec.model: expected the name of a Model, found "fsat"; did you mean fast?',
  },
  'a skill': {
    documents: [agent('x', '  skills: [read_flie]\n'), skill('read-file')],
    says: 's.yaml:8:12 SPEC_REFERENCE Agent/x spec.skills[0]: expected the name of a Skill, found "read_flie"; did you mean read_file?',
  },
  'a skill of a task': {
    documents: [project('p', 'r', '  tasks:\n    - name: a\n      title: A\n      skills: [fly]\n')],
    says: 's.yaml:10:16 SPEC_REFERENCE Project/p spec.tasks[0].skills[0]: expected the name of a Skill, found "fly"',
  },
  'an agent of a project': {
    documents: [project('p', 'r', '  agents: { names: [nobody] }\n')],
    says: 's.yaml:7:21 SPEC_REFERENCE Project/p spec.agents.names[0]: expected the name of an Agent, found "nobody"',
  },
  'a rule set': {
    documents: [project('p', 'r', '  rules: { phase: mine }\n')],
    says: 's.yaml:7:12 SPEC_REFERENCE Project/p spec.rules.phase: expected the name of a RuleSet, found "mine"',
  },
  'a default model': {
    documents: [spec('Organization', 'o', '  defaultModel: none\n')],
    says: 's.yaml:6:3 SPEC_REFERENCE Organization/o spec.defaultModel: expected the name of a Model, found "none"',
  },
};

const isNotReady = test.macro((t, documents: readonly string[], says: string) => {
  const assembly = assembleCatalog([snapshot('s', ...documents, agent('sound'))]);
  t.is(describeProblems(assembly.problems), says);
  const [key] = [...assembly.notReady.keys()];
  t.true(assembly.declared.some(({ resource }) => `${resource.kind}/${resource.metadata.name}` === key));
  t.false(names(assembly.catalog.list('Project')).includes('p') || names(assembly.catalog.list('Agent')).includes('x'));
  t.not(assembly.catalog.get('Agent', 'sound'), undefined);
});

for (const [name, { documents, says }] of Object.entries(dangling)) {
  test(`assemble: without ${name}, a resource is declared but not in force`, isNotReady, documents, says);
}

test('assemble: what refers to a declaration with an error is told so, and not to mistype a name', (t) => {
  const bad = skill('read-file').replace('effect: pure', 'effect: none');
  const { problems } = assembleCatalog([snapshot('s', agent('x', '  skills: [read_file]\n'), bad)]);
  t.deepEqual(
    problems.map(({ message }) => message),
    [
      'Skill/read-file spec.effect: expected one of pure, idempotent, reconcilable, once, found "none"',
      'Agent/x spec.skills[0]: expected a sound Skill, found "read_file", whose declaration has an error',
    ],
  );
});

test('assemble: a name stays with the source that had it, while that declares it', (t) => {
  const [a, b] = [snapshot('files:a', agent('x')), snapshot('files:b', agent('x'))];
  const had = assembleCatalog([b]).declared;
  t.is(assembleCatalog([a, b], had).catalog.get('Agent', 'x')?.source, 'files:b');
  t.is(assembleCatalog([a], had).catalog.get('Agent', 'x')?.source, 'files:a');
});

test('assemble: a rule set of another stage does not serve', (t) => {
  const rules = spec(
    'RuleSet',
    'mine',
    `  stage: escalation\n  hitPolicy: first\n  rules:\n    - name: a\n      conditions: { all: [{ fact: attempts, operator: greaterThan, value: 0 }] }\n      event: { type: person }\n`,
  );
  const { problems } = assembleCatalog([snapshot('s', rules, project('p', 'r', '  rules: { phase: mine }\n'))]);
  t.is(
    problems[0]?.message,
    'Project/p spec.rules.phase: expected a RuleSet of the stage phase, found "mine" of the stage escalation',
  );
});

test('assemble: a permission stays in force with one dangling name, so that a denial does not vanish', (t) => {
  const deny = spec(
    'SkillPermission',
    'd',
    '  subjects: { agents: [x, typo] }\n  skills: [read_file]\n  effect: deny\n',
  );
  const { catalog, problems } = assembleCatalog([snapshot('s', deny, agent('x'), skill('read-file'))]);
  t.not(catalog.get('SkillPermission', 'd'), undefined);
  t.is(problems[0]?.code, 'SPEC_REFERENCE');
});

test('assemble: a field that is fixed keeps the resource as it was', (t) => {
  const before = assembleCatalog([snapshot('s', project('p', 'one'), agent('x'))]);
  const after = assembleCatalog([snapshot('s', project('p', 'two'), agent('x', '  capacity: 2\n'))], before.declared);
  t.is(after.catalog.get('Project', 'p')?.resource.spec.request, 'one');
  t.is(after.catalog.get('Agent', 'x')?.resource.spec.capacity, 2);
  t.is(
    describeProblems(after.problems),
    's.yaml:6:3 SPEC_IMMUTABLE Project/p spec.request: request is fixed once the project exists; start a new project instead',
  );
});

test('assemble: other fields of a project may change', (t) => {
  const before = assembleCatalog([snapshot('s', project('p', 'one'))]);
  const after = assembleCatalog([snapshot('s', project('p', 'one', '  suspend: true\n'))], before.declared);
  t.deepEqual(after.problems, []);
  t.true(after.catalog.get('Project', 'p')?.resource.spec.suspend);
});

test('diff: says what was created, changed, left and deleted', (t) => {
  const before = snapshot('s', agent('same'), agent('other'), agent('gone')).declared;
  const after = snapshot('s', agent('same'), agent('other', '  capacity: 2\n'), agent('new')).declared.map((item) => ({
    ...item,
    revision: '2',
  }));
  const { created, changed, unchanged, deleted } = diffDeclared(before, after);
  t.deepEqual(
    [names(created), names(changed.map((pair) => pair.after)), names(unchanged), names(deleted)],
    [['new'], ['other'], ['same'], ['gone']],
  );
  t.is(unchanged[0]?.revision, '2');
});
