import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { createCatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { seedStory } from '../api/seed-story.ts';
import { serveTestApi } from '../api/serve-test-api.ts';
import { runCli } from './test-cli.ts';

/** A home whose owner has the project `notes` half done, and the built-in rules. */
async function homeOfNotes(t: ExecutionContext): Promise<string> {
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins()]).catalog);
  const api = await serveTestApi(t, {
    catalog: () => keeper.current(),
    bundlesFor: (project) => keeper.bundlesFor(project),
  });
  await seedStory(api.store, api.scope);
  const home = await mkdtemp(join(tmpdir(), 'maios-cli-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  await writeFile(
    join(home, 'owner.json'),
    JSON.stringify({ pid: process.pid, startedAt: '', socket: api.socketPath }),
  );
  return home;
}

test('why-not: exits with 1 when it is not so, 0 when it is, 2 and 5 for what is not there', async (t) => {
  const home = await homeOfNotes(t);
  const ask = (...argv: readonly string[]) => runCli(argv, { home, columns: 100 });
  const no = await ask('why-not', 'notes');
  t.is(no.code, 1);
  t.regex(no.stdout, /^notes does not go to Complete, it is in Monitor\n/);
  t.regex(no.stdout, /open tasks store \(Monitor\), api \(Delegate\)/);
  t.regex(no.stdout, /smallest {3}project\.acceptance from pending to passed: then project-accepted says Complete/);
  const yes = await ask('why-not', 'notes', '--to', 'monitor');
  t.deepEqual([yes.code, yes.stdout.split('\n')[0]], [0, 'notes is in Monitor']);
  t.is((await ask('why-not', 'notes', '--to', 'Complet')).code, 2);
  t.is((await ask('why-not', 'nothing')).code, 5);
  t.is((await ask('why-not', 'notes/store/more')).code, 5);
  const data = await ask('why-not', 'notes/store', '--to', 'Failed', '-o', 'json');
  t.like(JSON.parse(data.stdout), { project: 'notes', task: 'store', answer: 'not-now' });
});

test('explain decision: of rules that were not kept, the record alone is shown', async (t) => {
  const home = await homeOfNotes(t);
  const { code, stdout } = await runCli(['explain', 'decision', 'notes#1'], { home, columns: 100 });
  t.is(code, 0);
  t.regex(stdout, /said {7}Reassign \(reassign-chosen\)/);
  t.regex(stdout, /maios-phases d{12}, its text was not kept: only what it said is known/);
  const why = await runCli(['why', 'notes#1'], { home, columns: 100 });
  t.regex(why.stdout, /its text was not kept, only what it said/);
  const unknown = await runCli(['explain', 'decision', 'notes'], { home });
  t.is(unknown.code, 2);
  t.regex(unknown.stderr, /its newest is notes#2/);
});
