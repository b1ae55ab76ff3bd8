import test from 'ava';
import { asCalled, hint, sentence } from '../../controller/cli/output/hint.ts';
import { plain } from '../../controller/cli/output/span.ts';
import { wrap } from '../../controller/cli/output/wrap.ts';
import { plainText } from './golden.ts';
import { runCli } from './test-cli.ts';

const program = 'npx maios';

test('hint: a command is written as the program was called; what others wrote stays', (t) => {
  const lines = [
    [hint('why maios')],
    sentence('See `maios why x` or `maios --help`.'),
    plain('maios why x, `maios why x`'),
  ];
  t.is(
    plainText(asCalled(lines, program), 80),
    'npx maios why maios\nSee `npx maios why x` or `npx maios --help`.\nmaios why x, `maios why x`\n',
  );
  t.is(plainText(asCalled(lines, 'maios'), 80), plainText(lines, 80));
});

test('hint: a command is never broken into two lines', (t) => {
  const lines = wrap([...plain('the work is at '), hint('project result notes --to notes-result')], 30, 2);
  t.deepEqual(plainText(lines, 80).split('\n'), [
    'the work is at',
    '  maios project result notes --to notes-result',
    '',
  ]);
});

test('hint: an error, its fix and the help name the command as it was called', async (t) => {
  const unknown = await runCli(['project', 'status'], { program });
  t.regex(unknown.stderr, /fix: See `npx maios project status --help`/);
  const paused = await runCli(['pause'], { program });
  t.regex(
    paused.stderr,
    /fix: For everything: `npx maios pause --all`\. For one project: `npx maios project suspend ID`/,
  );
  const help = await runCli(['token', '--help'], { program });
  t.regex(help.stdout, /^Usage: npx maios token/);
  t.regex(help.stdout, /\$ npx maios token\n.*MAIOS_TOKEN=\$\(npx maios token\) npx maios project list/);
});
