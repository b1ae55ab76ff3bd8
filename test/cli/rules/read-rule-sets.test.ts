import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { formatPlace } from '../../../controller/errors/maios-error.ts';
import { readRuleSets } from '../../../controller/cli/rules/read-rule-sets.ts';

const ruleSet = (name: string, fact = 'project.planned') => `apiVersion: maios.dev/v1alpha1
kind: RuleSet
metadata: { name: ${name} }
spec:
  stage: phase
  hitPolicy: first
  rules:
    - name: planned
      conditions:
        all:
          - { fact: ${fact}, operator: equal, value: true }
      event: { type: Delegate }
`;

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function git(folder: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  execFileSync('git', ['-C', folder, ...who, ...args], { stdio: 'pipe' });
}

async function read(workingFolder: string, ...paths: readonly string[]) {
  const { ruleSets, problems } = await readRuleSets(paths, { workingFolder, now: () => Date.now() });
  return {
    names: ruleSets.map(({ resource }) => resource.metadata.name),
    places: ruleSets.map(({ locate }) => formatPlace(locate(['spec', 'rules', 0, 'conditions', 'all', 0]))),
    problems: problems.map(({ code, place }) => `${code} ${place === undefined ? '' : formatPlace(place)}`.trim()),
  };
}

test('reading rule sets: without a path those that come with maios', async (t) => {
  const { names, problems } = await read('/');
  t.deepEqual(names, ['maios-escalation', 'maios-permissions', 'maios-phases', 'maios-scoring']);
  t.deepEqual(problems, []);
});

test('reading rule sets: a file says where its conditions are', async (t) => {
  const folder = folderOf(t, { 'a.yaml': ruleSet('a') });
  t.deepEqual(await read(folder, 'a.yaml'), { names: ['a'], places: ['a.yaml:11:13'], problems: [] });
});

test('reading rule sets: of a folder only what is about rules', async (t) => {
  const folder = folderOf(t, { 'x/a.yaml': ruleSet('a'), 'x/package.json': '{}', 'x/compose.yaml': 'a: [' });
  t.deepEqual(await read(folder, 'x'), { names: ['a'], places: ['x/a.yaml:11:13'], problems: [] });
});

test('reading rule sets: a bad one leaves the others', async (t) => {
  const folder = folderOf(t, { 'a.yaml': ruleSet('a'), 'b.yaml': ruleSet('b', 'project.plan') });
  const { names, problems } = await read(folder, '.');
  t.deepEqual([names, problems], [['a'], ['RULES_INVALID b.yaml:11:15']]);
});

test('reading rule sets: two of one name are told', async (t) => {
  const folder = folderOf(t, { 'a.yaml': ruleSet('a'), 'b.yaml': ruleSet('a') });
  const { names, problems } = await read(folder, '.');
  t.deepEqual([names, problems], [['a'], ['SPEC_OWNED b.yaml:3:13']]);
});

test('reading rule sets: of a git revision, not of the work tree', async (t) => {
  const folder = folderOf(t, { 'rules/a.yaml': ruleSet('old') });
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first:');
  writeFileSync(join(folder, 'rules/a.yaml'), ruleSet('new'));
  t.deepEqual(await read(folder, 'HEAD:rules', 'rules'), {
    names: ['old', 'new'],
    places: ['HEAD:rules/a.yaml:11:13', 'rules/a.yaml:11:13'],
    problems: [],
  });
  t.deepEqual((await read(folder, 'HEAD:rules/a.yaml')).places, ['HEAD:rules/a.yaml:11:13']);
  t.deepEqual((await read(folder, 'HEAD:')).places, ['HEAD:rules/a.yaml:11:13']);
  t.deepEqual((await read(join(folder, 'rules'), 'HEAD:./a.yaml')).names, ['old']);
  t.deepEqual((await read(folder, 'HEAD:nothing', '--all:rules')).problems, ['NOT_FOUND', 'NOT_FOUND']);
  // What git has in its index, and a commit, are not files of a revision.
  t.deepEqual((await read(folder, ':rules/a.yaml', ':/first', 'HEAD^{/first:}')).problems, [
    'NOT_FOUND',
    'NOT_FOUND',
    'NOT_FOUND',
  ]);
});

test('reading rule sets: what is not there is told, and nothing else is taken down', async (t) => {
  const folder = folderOf(t, { 'a.yaml': ruleSet('a'), 'none/b.yaml': 'RuleSets: none' });
  const { names, problems } = await read(folder, 'missing', 'a.yaml', 'HEAD:a.yaml');
  t.deepEqual(names, ['a']);
  t.deepEqual(
    problems.map((problem) => problem.split(' ')[0]),
    ['NOT_FOUND', 'WORKSPACE_GIT'],
  );
});

test('reading rule sets: where there is no checkout, a revision says so in words of its own', async (t) => {
  const folder = folderOf(t, { 'a.yaml': ruleSet('a') });
  const { problems } = await readRuleSets(['HEAD:a.yaml'], { workingFolder: folder, now: () => Date.now() });
  t.deepEqual(
    problems.map(({ message, fix }) => [message, fix]),
    [
      [
        'expected a git checkout to read HEAD:a.yaml from, found none',
        'Correct the path, or start in the git checkout.',
      ],
    ],
  );
});
