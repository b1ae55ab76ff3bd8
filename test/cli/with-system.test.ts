import test from 'ava';
import { runCli } from './test-cli.ts';

const setup = { home: '/nowhere/.maios', hasSystem: () => false };

for (const argv of [
  ['project', 'list'],
  ['task', 'list'],
  ['memory', 'search', 'x'],
]) {
  test(`system: where none is, maios ${argv.join(' ')} is an empty list, and says where it looked`, async (t) => {
    const asTable = await runCli(argv, setup);
    t.is(asTable.code, 0);
    t.is(asTable.stdout, '');
    t.regex(asTable.stderr, /^there is no data folder of maios at \/nowhere\/\.maios yet\. Begin with .*MAIOS_HOME/);
    const asJson = await runCli([...argv, '-o', 'json'], setup);
    t.is(asJson.code, 0);
    t.deepEqual(JSON.parse(asJson.stdout), []);
  });
}

for (const argv of [
  ['project', 'status', 'x'],
  ['project', 'status', 'x', '--watch'],
  ['project', 'result', 'x', '--to', 'y'],
  ['project', 'input', 'x', 'retry'],
  ['project', 'cancel', 'x'],
  ['task', 'list', '--project', 'x'],
  ['task', 'logs', 'x', '-f'],
  ['why', 'x'],
  ['why-not', 'x'],
  ['explain', 'decision', 'x'],
  ['pause', '--all'],
  ['backup', 'x'],
]) {
  test(`system: where none is, maios ${argv.join(' ')} is not found, and none is made`, async (t) => {
    const { code, stdout, stderr } = await runCli(argv, setup);
    t.is(code, 5);
    t.is(stdout, '');
    t.regex(stderr, /^error NOT_FOUND: .*\/nowhere\/\.maios, found none\n  fix: Begin with `maios run task "…"`/);
  });
}
