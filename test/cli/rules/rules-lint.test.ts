import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import type { PlacedFinding } from '../../../controller/cli/rules/lint-report.ts';
import { runCli } from '../test-cli.ts';

const text = (rules: string): string => `apiVersion: maios.dev/v1alpha1
kind: RuleSet
metadata: { name: ours }
spec:
  stage: escalation
  hitPolicy: first
  rules:
${rules}`;

const ruleOf = (name: string, priority: number, condition: string, type = 'retry'): string => `
    - name: ${name}
      priority: ${priority}
      conditions: { all: [{ fact: ${condition} }] }
      event: { type: ${type} }`;

const everything = ruleOf('rest', 1, 'failure, operator: notEqual, value: timeout');
const shadowed = text(
  ruleOf('many', 9, 'attempts, operator: greaterThan, value: 2', 'person') +
    ruleOf('more', 8, 'attempts, operator: greaterThan, value: 4', 'fail') +
    ruleOf('few', 7, 'attempts, operator: lessThanInclusive, value: 2', 'person'),
);
const gap = text(everything.replace('retry', 'person'));

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function lint(t: ExecutionContext, content: string, ...options: readonly string[]) {
  const workingFolder = folderOf(t, { 'ours.yaml': content });
  const ran = await runCli(['rules', 'lint', 'ours.yaml', ...options], { workingFolder });
  return { ...ran, workingFolder };
}

test('rules lint: the rules that come with maios have no finding', async (t) => {
  const { code, stdout } = await runCli(['rules', 'lint', '--strict']);
  t.regex(stdout, /^nothing found in 4 rule sets with \d\d rules\n$/);
  t.is(code, 0);
});

test('rules lint: a finding says where, what, and shows it', async (t) => {
  const { code, stdout } = await lint(t, shadowed);
  t.is(
    stdout,
    `error shadowed ours: more never speaks: wherever it is true, many is true too and judged first
  at ours.yaml:13:7
    - name: more is true, and many speaks before it
      facts: { attempts: 5 }
      expect: { rule: many, type: person }

1 error in 1 rule set with 3 rules
`,
  );
  t.is(code, 1);
});

test('rules lint: nothing is cut at a narrow terminal, and a case stays a case', async (t) => {
  const workingFolder = folderOf(t, { 'ours.yaml': shadowed });
  const wide = await runCli(['rules', 'lint', 'ours.yaml'], { workingFolder });
  const narrow = await runCli(['rules', 'lint', 'ours.yaml'], { workingFolder, isTty: true, columns: 40 });
  t.true(narrow.stdout.split('\n').every((line) => line.length <= 40));
  t.is(narrow.stdout.replaceAll(/\s+/g, ' '), wide.stdout.replaceAll(/\s+/g, ' '));
  t.deepEqual(casesIn(narrow.stdout), casesIn(wide.stdout));
});

const casesIn = (stdout: string): unknown => parse(/ {4}- name(?:.*\n)*?\n/.exec(stdout)?.[0] ?? '');

test('rules lint: a warning fails only when told so', async (t) => {
  const { code, stdout } = await lint(t, gap);
  t.regex(stdout, /^warning uncovered ours: no rule says anything where failure is timeout/);
  t.is(code, 0);
  t.is((await lint(t, gap, '--strict')).code, 1);
});

test('rules lint: findings as data have their places', async (t) => {
  const { stdout } = await lint(t, shadowed, '-o', 'json');
  const [finding, ...others] = JSON.parse(stdout) as readonly PlacedFinding[];
  t.like(finding, { check: 'shadowed', rule: 'more', others: ['many'], place: 'ours.yaml:13:7' });
  t.deepEqual(others, []);
});

test('rules lint: cases are added to a list, and comments in it stay', async (t) => {
  const { workingFolder } = await lint(t, gap);
  const file = join(workingFolder, 'found.yaml');
  writeFileSync(file, '# ours\n- { name: before, facts: {} }\n');
  const again = await runCli(['rules', 'lint', 'ours.yaml', '--save', 'found.yaml'], { workingFolder });
  t.is(again.stderr, 'added 1 case to found.yaml\n');
  const saved = readFileSync(file, 'utf8');
  t.true(saved.startsWith('# ours\n- { name: before'));
  const cases = parse(saved) as readonly { readonly facts: unknown; readonly expect?: unknown }[];
  t.deepEqual(
    cases.map(({ facts, expect }) => [facts, expect]),
    [
      [{}, undefined],
      [{ failure: 'timeout' }, { none: true }],
    ],
  );
});

test('rules lint: a file that is no list of cases is left alone', async (t) => {
  const { code, stderr, workingFolder } = await lint(t, gap, '--save', 'ours.yaml');
  t.regex(stderr, /expected a list of cases to add to, found something else/);
  t.is(readFileSync(join(workingFolder, 'ours.yaml'), 'utf8'), gap);
  t.not(code, 0);
});

test('rules lint: what cannot be read is told, and the rest is looked at', async (t) => {
  const workingFolder = folderOf(t, { 'ours.yaml': shadowed });
  const { code, stdout, stderr } = await runCli(['rules', 'lint', 'missing.yaml', 'ours.yaml'], { workingFolder });
  t.regex(stderr, /nothing at missing.yaml/);
  t.regex(stdout, /more never speaks/);
  t.is(code, 1);
});

test('rules lint: escalation rules are looked at together with the phase rules that come with maios', async (t) => {
  const { stdout } = await lint(
    t,
    text(`${ruleOf('again', 2, 'failure, operator: equal, value: no-candidate', 'reassign')}${everything}`),
  );
  t.regex(stdout, /livelock ours: a task goes round for ever.*task-taken-away.*task-nobody-left/);
});
