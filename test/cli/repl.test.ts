import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { seedStory } from '../api/seed-story.ts';
import { serveTestApi } from '../api/serve-test-api.ts';
import { runCli } from './test-cli.ts';

test('interactive: piped commands are carried out in order, and a wrong one does not end it', async (t) => {
  const api = await serveTestApi(t);
  await seedStory(api.store, api.scope);
  const home = await mkdtemp(join(tmpdir(), 'maios-repl-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await writeFile(join(home, 'owner.json'), JSON.stringify({ pid: 1, startedAt: '', socket: api.socketPath }));
  const input =
    'answer too early\nlist\nlst\nuse notes\nanswer "the port is 0"\nlogs store\nwhy notes\ncancel\nagents\nquit\nlist\n';
  const { code, stdout, stderr } = await runCli(['run', 'interactive'], { home, input });
  t.is(code, 2);
  t.regex(stderr, /error USAGE: expected a project: none is current yet\n {2}fix: Start one/);
  t.regex(stdout, /^NAME .*\nnotes /);
  t.regex(stderr, /there is no command "lst"; did you mean list\?/);
  t.regex(stdout, /^the port is 0$/m);
  t.regex(stdout, /I read the tests\./);
  t.regex(stdout, /rest-api|notes#2/);
  t.is(stdout.match(/^NAME +PHASE/gm)?.length, 1);
  t.deepEqual(
    api.asked.map(([what, , text]) => [what, text]),
    [
      ['giveInput', 'the port is 0'],
      ['cancel', undefined],
    ],
  );
});
