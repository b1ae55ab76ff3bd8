import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { matchesGolden } from './golden.ts';
import { runCli } from './test-cli.ts';

const head = 'apiVersion: maios.dev/v1alpha1\nkind: Scenario\nmetadata: { name: tiny }\n';
const tiny = `${head}spec:
  projects:
    - name: p
      count: 5
      everyMinutes: 10
      spec: { request: x, tasks: [{ name: build, title: build, role: developer }] }
  agents:
    - { name: ben, minutes: 6, tasks: { build: { outcomes: [verify-failed] } } }
    - { name: cleo, role: tester, minutes: 9 }
  acceptance: { minutes: 1 }
`;
// The clock of the process stands still, so that what it says of its speed is the same everywhere.
const still = { now: () => 0 };
const root = fileURLToPath(new URL('../..', import.meta.url));

async function folder(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'maios-simulate-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

test('simulate: says what came of the projects, the agents and the rules', async (t) => {
  const workingFolder = await folder(t, { 's.yaml': tiny });
  const { code, stdout } = await runCli(['simulate', '-f', 's.yaml'], { ...still, workingFolder });
  t.is(code, 0);
  matchesGolden(t, 'simulate/tiny', stdout);
});

test('simulate: the same seed gives the same bytes as JSON', async (t) => {
  const workingFolder = await folder(t, { 's.yaml': tiny });
  const run = async (seed: string) =>
    (await runCli(['simulate', '-f', 's.yaml', '--seed', seed, '-o', 'json'], { ...still, workingFolder })).stdout;
  t.is(await run('4'), await run('4'));
  t.regex(await run('4'), /"seeds": \[\n {4}4\n/);
});

test('simulate: an expectation that is not met is exit code 1', async (t) => {
  const workingFolder = await folder(t, { 's.yaml': `${tiny}  expect: { p95Minutes: '<= 3' }\n` });
  const { code, stdout } = await runCli(['simulate', '-f', 's.yaml'], { ...still, workingFolder });
  t.is(code, 1);
  t.regex(stdout, /not met {3}p95Minutes <= 3: 27\.3 min/);
});

test('simulate: a violated invariant is exit code 1, with the seed, the project and its story', async (t) => {
  const workingFolder = await folder(t, { 's.yaml': tiny.replace('verify-failed', 'model-refused') });
  const { code, stdout } = await runCli(['simulate', '-f', 's.yaml'], { ...still, workingFolder });
  t.is(code, 1);
  matchesGolden(t, 'simulate/violated', stdout.slice(stdout.indexOf('  violated')));
});

test('simulate: --against plays the same luck under other rules, side by side', async (t) => {
  const patient = `apiVersion: maios.dev/v1alpha1
kind: RuleSet
metadata: { name: patient }
spec:
  stage: escalation
  hitPolicy: first
  rules:
    - name: whoever-else
      conditions: { all: [{ fact: otherCandidates, operator: greaterThan, value: 0 }] }
      event: { type: reassign }
`;
  const workingFolder = await folder(t, { 's.yaml': tiny, 'patient.yaml': patient });
  const { code, stdout } = await runCli(['simulate', '-f', 's.yaml', '--against', 'patient.yaml'], {
    ...still,
    workingFolder,
  });
  t.is(code, 0);
  matchesGolden(t, 'simulate/against', stdout);
});

test('simulate: two rule sets for one stage are one too many', async (t) => {
  const workingFolder = await folder(t, { 's.yaml': tiny });
  const rules = join(root, 'rules/escalation.yaml');
  await writeFile(join(workingFolder, 'own.yaml'), (await readFile(rules, 'utf8')).replace('maios-escalation', 'own'));
  const { code, stderr } = await runCli(['simulate', '-f', 's.yaml', '--rules', rules, 'own.yaml'], {
    ...still,
    workingFolder,
  });
  t.is(code, 2);
  t.regex(stderr, /own spec\.stage: expected one rule set for the stage escalation, found maios-escalation as well/);
});

test('simulate: what is wrong with a scenario is told with its place', async (t) => {
  const workingFolder = await folder(t, { 's.yaml': `${tiny}  seeds: 4\n` });
  const { code, stderr } = await runCli(['simulate', '-f', 's.yaml'], { ...still, workingFolder });
  t.is(code, 2);
  t.regex(stderr, /spec\.seeds: unknown field; did you mean seed\?\n {2}at s\.yaml:14:3/);
});

for (const [name, argv, expected, exit] of [
  [
    'a file that is not there',
    ['-f', 'nothing.yaml'],
    /expected the file of a scenario, found nothing at nothing\.yaml/,
    5,
  ],
  ['no file at all', [], /required option '-f, --file <scenario>' not specified/, 2],
  ['a seed that is none', ['-f', 's.yaml', '--seed', 'many'], /expected a whole number, found "many"/, 2],
  ['rules that are not there', ['-f', 's.yaml', '--rules', 'none.yaml'], /found nothing at none\.yaml/, 5],
  ['specs that are not there', ['-f', 'specs.yaml'], /expected a folder or file that can be read, found ENOENT/, 3],
] as const) {
  test(`simulate: ${name}`, async (t) => {
    const workingFolder = await folder(t, { 's.yaml': tiny, 'specs.yaml': `${tiny}  specs: [nowhere]\n` });
    const { code, stdout, stderr } = await runCli(['simulate', ...argv], { ...still, workingFolder });
    t.regex(stderr, expected);
    t.is(stdout, '');
    t.is(code, exit);
  });
}

test('simulate: agents, permissions and the project of a folder of specs', async (t) => {
  const scenario = `${head}spec:\n  others: { minutes: 2 }\n  specs: [${join(root, 'specs/examples/rest-api')}]\n  projects:\n    - { name: rest-api, generate: { tasks: 3, roles: [developer] } }\n`;
  const workingFolder = await folder(t, { 's.yaml': scenario });
  const { code, stdout, stderr } = await runCli(['simulate', '-f', 's.yaml', '-o', 'json'], {
    ...still,
    workingFolder,
  });
  t.is(code, 0, stderr);
  t.deepEqual(
    [...stdout.matchAll(/"agent": "(.*)"/g)].map(([, name]) => name),
    ['ada', 'ben', 'cleo', 'dora'],
  );
});

test('simulate: the example that comes with maios holds what it expects', async (t) => {
  const { code, stdout, stderr } = await runCli(['simulate', '-f', 'specs/examples/simulate/scenario.yaml'], {
    ...still,
    workingFolder: root,
  });
  t.is(code, 0, stdout + stderr);
});
