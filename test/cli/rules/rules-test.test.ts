import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { TestReport } from '../../../controller/cli/rules/test-report.ts';
import { matchesGolden } from '../golden.ts';
import { type CliSetup, runCli } from '../test-cli.ts';

const rules = `apiVersion: maios.dev/v1alpha1
kind: RuleSet
metadata: { name: own }
spec:
  stage: phase
  hitPolicy: first
  conditions:
    early:
      all:
        - { fact: phase, operator: in, value: [Plan, Delegate] }
  rules:
    - name: many
      priority: 2
      conditions:
        all:
          - { condition: early }
          - { fact: project.tasks, operator: greaterThan, value: 5 }
      event: { type: Escalate }
    - name: planned
      priority: 1
      conditions:
        all:
          - { fact: project.planned, operator: equal, value: true }
      event: { type: Delegate }
  tests:
`;
const good = `
    - name: many tasks are for a person
      facts: { project.tasks: 9, project.planned: true }
      expect: { rule: many, type: Escalate }
    - name: a plan is worked on
      facts: { project.planned: true }
      expect: { rule: planned }
`;
const bad = `
    - name: many tasks are for a person
      facts: { project.tasks: nine }
      expect: { rule: many }
    - name: a plan is worked on
      facts: { project.planned: true }
      expect: { rule: many, typ: Escalate }
    - name: it waits
      facts: {}
      series:
        - expect: { none: true }
        - { after: 1h, facts: { project.planned: true }, expect: { type: Monitor } }
`;

function inFolder(t: ExecutionContext, files: Readonly<Record<string, string>>, setup: CliSetup = { columns: 100 }) {
  const workingFolder = mkdtempSync(join(tmpdir(), 'rules-'));
  t.teardown(() => rmSync(workingFolder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workingFolder, name), text);
  return (...args: readonly string[]) => runCli(['rules', 'test', ...args], { workingFolder, ...setup });
}

const prints = test.macro({
  exec: async (t, tests: string, args: readonly string[], exit: number, golden: string) => {
    const { code, stdout, stderr } = await inFolder(t, { 'own.yaml': rules + tests })('own.yaml', ...args);
    t.is(code, exit);
    matchesGolden(t, `rules/${golden}`, stdout + stderr);
  },
  title: (what) => `rules test: ${what}`,
});
test('says that all is well', prints, good, [], 0, 'good');
test('says what failed, and where', prints, bad, [], 1, 'failed');
test('shows what is not covered, and a case that would be', prints, good, ['--coverage'], 0, 'coverage');
test('shows the faults that nobody noticed', prints, good, ['--mutate'], 0, 'mutate');
test('plants no fault while a case fails', prints, bad, ['--mutate'], 1, 'failed');
test('fails below a minimum, and says so', prints, good, ['--min-coverage', '100', '--min-score', '10'], 1, 'minimum');
test('generates cases', prints, good, ['--generate'], 0, 'generate');

test('rules test: the cases that it generates close what was missing', async (t) => {
  const run = inFolder(t, { 'own.yaml': rules + good });
  const { stdout } = await run('own.yaml', '--generate');
  const more = stdout.replaceAll(/^/gm, '    ');
  const again = await inFolder(t, { 'own.yaml': `${rules}${good}${more}` })(
    'own.yaml',
    '--min-coverage',
    '100',
    '--min-score',
    '90',
  );
  t.is(again.code, 0, again.stdout + again.stderr);
});

test('rules test: what it generates for long words and high rates fits into a rule set', async (t) => {
  const text = `${rules.split('  conditions:')[0]}  rules:
    - name: long
      for: 1m
      keepFor: 1h
      rate: { times: 100, within: 1d }
      conditions:
        all:
          - { fact: subject, operator: equal, value: task }
          - { fact: task.name, operator: notEqual, value: ${'x'.repeat(190)} }
      event: { type: Escalate }
`;
  const { stdout } = await inFolder(t, { 'own.yaml': text })('own.yaml', '--generate');
  t.regex(stdout, /…/);
  const pasted = `${text}  tests:\n${stdout.replaceAll(/^/gm, '    ')}`;
  const again = await inFolder(t, { 'own.yaml': pasted })('own.yaml');
  t.is(again.code, 0, again.stderr);
  t.regex(again.stdout, /own +\d+ +0/);
});

test('rules test: as JSON says the same, every gap and survivor with its case', async (t) => {
  const { code, stdout } = await inFolder(t, { 'own.yaml': rules + good })(
    'own.yaml',
    '--coverage',
    '--mutate',
    '-o',
    'json',
  );
  t.is(code, 0);
  const [report] = JSON.parse(stdout) as readonly [TestReport];
  t.is(report.ruleSet, 'own');
  t.deepEqual([report.cases, report.failed], [2, []]);
  const { coverage, mutation } = report;
  if (coverage === undefined || mutation === undefined) return t.fail('expected both measures');
  t.is(coverage.share, coverage.seen / coverage.possible);
  t.true(coverage.gaps.every((gap) => gap.case !== undefined));
  t.is(mutation.score, mutation.killed / (mutation.killed + mutation.survivors.length));
  t.true(mutation.survivors.every((each) => each.case !== undefined && /^own.yaml:\d+:\d+$/.test(each.place)));
});

test('rules test: a bad file is told, and the others are tested', async (t) => {
  const run = inFolder(t, {
    'own.yaml': rules + good,
    'other.yaml': rules.replace('phase, operator', 'phas, operator') + good,
  });
  const { code, stdout, stderr } = await run('.');
  t.is(code, 2);
  t.regex(stdout, /own +2 +0/);
  t.regex(
    stderr,
    /error RULES_INVALID: RuleSet\/own spec.conditions.early[^]*did you mean phase\?[^]*at other.yaml:10:13/,
  );
});

test('rules test: a narrow terminal breaks lines and leaves columns out; no word is lost, and cases stay cases', async (t) => {
  const run = inFolder(t, { 'own.yaml': rules + good + bad });
  const wide = await run('own.yaml', '--coverage');
  const narrow = await inFolder(
    t,
    { 'own.yaml': rules + good + bad },
    { columns: 60, isTty: true },
  )('own.yaml', '--coverage');
  t.true(narrow.stdout.split('\n').every((line) => line.length <= 60));
  const detailsOf = ({ stdout }: { readonly stdout: string }) => stdout.split('RULE SET')[0]?.split(/\s+/);
  t.deepEqual(detailsOf(narrow), detailsOf(wide));
  const measured = await inFolder(
    t,
    { 'own.yaml': rules + good },
    { columns: 60, isTty: true },
  )('own.yaml', '--mutate');
  t.true(measured.stdout.split('\n').every((line) => line.length <= 60));
  t.regex(measured.stdout, /FAILED +MUTANTS +KILLED +SURVIVED +SCORE\n/);
});

test('rules test: a share that is just what is asked for is enough', async (t) => {
  const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
  const comparison = (value: number) => `{ fact: project.tasks, operator: notEqual, value: ${value} }`;
  const caseWith = (tasks: number) =>
    `    - { name: with ${tasks}, facts: { project.tasks: ${tasks} }, expect: { none: true } }\n`;
  const [head] = rules.split('  conditions:');
  const only = `    - { name: only, conditions: { all: [${numbers.map(comparison).join(', ')}] }, event: { type: Escalate } }\n`;
  // Each case sees the comparisons before its own true, and its own false: 29 of 100; and 0.29 × 100 is less than 29.
  const tests = numbers.slice(0, 15).map(caseWith).join('');
  const run = inFolder(t, { 'own.yaml': `${head}  rules:\n${only}  tests:\n${tests}` });
  const { code, stdout, stderr } = await run('own.yaml', '--min-coverage', '29');
  t.is(code, 0, stderr);
  t.regex(stdout, /29 % +29\/100/);
  t.is((await run('own.yaml', '--min-coverage', '29.1')).code, 1);
});

test('rules test: a share that is none is a usage error', async (t) => {
  const { code, stderr } = await inFolder(t, {})('--min-score', 'most');
  t.is(code, 2);
  t.regex(stderr, /Expected a percentage from 0 to 100/);
});

test('rules test: the rules that come with maios need no path', async (t) => {
  const { code, stdout } = await inFolder(t, {})('--coverage');
  t.is(code, 0);
  t.regex(stdout, /maios-phases +\d+ +0 +100 %/);
});
