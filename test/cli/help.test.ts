import type { Command } from 'commander';
import test from 'ava';
import { createProgram } from '../../controller/cli/cli.ts';
import { matchesGolden } from './golden.ts';
import { runCli } from './test-cli.ts';

function commandPaths(command: Command, path: readonly string[] = []): readonly (readonly string[])[] {
  const below = command.commands
    .filter((sub) => sub.name() !== 'help')
    .flatMap((sub) => commandPaths(sub, [...path, sub.name()]));
  return [path, ...below];
}

const unused = { deps: { terminal: { stdout: process.stdout, columns: () => 80 }, version: '0' } };
const paths = commandPaths(
  createProgram({ ...unused, exit: () => {} } as unknown as Parameters<typeof createProgram>[0]),
);

for (const path of paths) {
  const name = ['maios', ...path].join(' ');
  test(`help: ${name} says what it does, with examples`, async (t) => {
    const { code, stdout, stderr } = await runCli([...path, '--help']);
    t.is(code, 0);
    t.is(stderr, '');
    t.regex(stdout, /Examples:\n {2}\$ /);
    matchesGolden(t, `help/${name.replaceAll(' ', '-')}`, stdout);
  });
}

test('help: the version is data', async (t) => {
  t.deepEqual(await runCli(['--version']), { code: 0, stdout: '1.2.3\n', stderr: '' });
});
