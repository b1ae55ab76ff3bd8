import test, { type ExecutionContext } from 'ava';
import { runCli } from './test-cli.ts';

async function refuses(t: ExecutionContext, argv: readonly string[], says: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runCli(argv);
  t.is(code, 2);
  t.is(stdout, '');
  t.regex(stderr, says);
}
refuses.title = (title = '') => `usage: refuses ${title}`;

test(
  'an unknown command, with the one that was meant',
  refuses,
  ['projct'],
  /error USAGE: unknown command 'projct'\n.*Did you mean project\?/s,
);
test(
  'an unknown option, with the one that was meant',
  refuses,
  ['project', 'status', 'x', '--wach'],
  /Did you mean --watch\?/,
);
test(
  'a missing argument',
  refuses,
  ['project', 'status'],
  /error USAGE: missing required argument 'id'\n {2}fix: See `maios project status --help`/,
);
test('an unknown format', refuses, ['project', 'list', '-o', 'xml'], /table, json, yaml/);
test('a missing option', refuses, ['project', 'result', 'x'], /--to/);
test('a bad number', refuses, ['memory', 'search', 'x', '-n', 'lots'], /1 to 100/);
test('run without anything to run', refuses, ['run'], /expected task, interactive or -f SPECS/);
test('run with a word that is no command', refuses, ['run', 'tusk'], /tusk/);
test('a request of blanks', refuses, ['run', 'task', '  '], /expected a request in words/);
test('an unknown source', refuses, ['run', '-f', 'x', '--source', 'svn'], /files, git/);
test('a group without a command', refuses, ['project'], /Usage: maios project/);
test(
  'a name of which nothing can be a name',
  refuses,
  ['agent', 'create', '--name', '!!'],
  /expected a name .* found "!!"/,
);

test('usage: a folder of specs that is not there is told before anything is started', async (t) => {
  const { code, stdout, stderr } = await runCli(['run', '-f', 'no/such/folder']);
  t.is(code, 5);
  t.is(stdout, '');
  t.regex(stderr, /error NOT_FOUND: .* found nothing at \/no\/such\/folder\n  fix: /);
});
