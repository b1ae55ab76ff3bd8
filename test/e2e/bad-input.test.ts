import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { ProjectSummaryView } from '../../controller/store/operations/views/list-projects.ts';
import type { ProjectDetailView } from '../../controller/store/operations/views/project-detail.ts';
import { eventually } from '../support/eventually.ts';
import { matchesGolden } from '../support/golden.ts';
import { createMaios, makeFolder, type Maios, useMaios } from '../support/maios.ts';
import { bad, illegal, projectOf, sound } from './bad-specs.ts';

type Files = Readonly<Record<string, string>>;

test.serial('bad input: each bad document is told by itself, and the rest goes on', async (t) => {
  t.timeout(120_000);
  const maios = await useMaios(t, { env: { MAIOS_ADDRESS: `127.0.0.1:${await freePort()}` } });
  const owner = maios.start('server');
  await owner.line(/listening on/);
  const folder = await write(t, { ...sound, ...bad });
  const { code, stdout, stderr } = await maios.run('run', '-f', folder);
  t.is(code, 2, stdout + stderr);
  t.regex(stdout, /project +ended +Complete: fine/);
  for (const [file, text] of Object.entries(errorsByFile(stderr, folder))) {
    await matchesGolden(t, `test/e2e/golden/${file.replace('.yaml', '.txt')}`, text);
  }
  t.deepEqual(Object.keys(errorsByFile(stderr, folder)).toSorted(), Object.keys(bad).toSorted());

  // The owner watches the folder: a file that was half-written is in force once it is whole.
  await appendFile(join(folder, 'half-written.yaml'), projectOf('late').slice(-40));
  await eventually(async () => assert.ok((await names(maios)).includes('late')), { timeoutMs: 20_000 });
  t.is((await maios.run('project', 'status', 'late', '--watch')).code, 0);
  t.is((await owner.stop()).code, 0);
});

test.serial(
  'bad input: a program that cannot be loaded whole ends, though its database has begun to open',
  async (t) => {
    t.timeout(60_000);
    const hook = `import { registerHooks } from 'node:module'; registerHooks({ resolve: (what, context, next) => {
    if (what.endsWith('/start-owner.ts')) throw new Error('expected a file, found none'); return next(what, context); } });`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
    const broken = await useMaios(t, { env });
    const { code, stderr } = await broken.run('run', 'task', 'Anything.');
    t.is(code, 1);
    t.regex(stderr, /expected a file, found none/);
  },
);

test.serial('bad input: a rule that asks for an illegal transition stalls its project and no other', async (t) => {
  t.timeout(60_000);
  const maios = await useMaios(t);
  const { code, stdout } = await maios.run('run', '-f', await write(t, { ...sound, 'illegal.yaml': illegal }));
  t.is(code, 2);
  t.regex(stdout, /fine +\+\S+ +project +ended +Complete/);
  t.regex(
    stdout,
    /stalled RULES_ILLEGAL: .*project in Plan: expected one of Delegate, .*, found Complete\n +fix: Correct the rule/,
  );
  const { phase, conditions } = (await maios.json('project', 'status', 'astray')) as ProjectDetailView;
  t.is(phase, 'Plan');
  t.like(conditions[0], { type: 'Stalled', status: 'True', reason: 'IllegalTransition' });
});

test.serial('bad input: without its key a real model is refused before anything is stored', async (t) => {
  t.timeout(60_000);
  const maios = await useMaios(t, { env: { MAIOS_ALLOW_UNSAFE_SANDBOX: '1' } });
  const asked = await maios.run('run', 'task', 'A REST API');
  t.is(asked.code, 2);
  t.is(asked.stdout, '');
  t.regex(asked.stderr, /^error MODEL_KEY_MISSING: .*ZAI_API_KEY.*\n {2}fix: Set ZAI_API_KEY, or use a scripted model/);
  t.deepEqual(await names(maios), []);

  const keyless = projectOf('keyless').replace('model: script', 'model: maios-default').replace('[dan]', '[eva]');
  const eva = (sound['dan.yaml'] ?? '')
    .split('---')[0]
    ?.replace('name: dan', 'name: eva')
    .replace('model: script', 'model: maios-default');
  const folder = await write(t, { ...sound, 'keyless.yaml': keyless, 'eva.yaml': eva ?? '' });
  const { code, stdout, stderr } = await maios.run('run', '-f', folder);
  t.is(code, 2);
  t.regex(stderr, /^error MODEL_KEY_MISSING: .*ZAI_API_KEY/);
  t.regex(stdout, /project +ended +Complete: fine/);
  t.deepEqual(await names(maios), ['fine']);
});

test.serial('bad input: what waits for a person is exit code 7, and goes on once it is answered', async (t) => {
  t.timeout(120_000);
  const maios = await useMaios(t);
  const asking = {
    'ask.yaml': (sound['dan.yaml'] ?? '')
      .replaceAll('dan', 'ann')
      .replace('allow', 'ask')
      .split('---\n')
      .slice(0, 2)
      .join('---\n'),
  };
  const folder = await write(t, {
    'dan.yaml': sound['dan.yaml'] ?? '',
    ...asking,
    'careful.yaml': projectOf('careful').replace('[dan]', '[ann]'),
    'poor.yaml': projectOf('poor', '  budget: { tokens: 10 }\n'),
  });
  const { code, stdout } = await maios.run('run', '-f', folder);
  t.is(code, 7);
  t.regex(
    stdout,
    /\? careful\/work needs you: .*ann asks to call write_file with \{"path":"done.txt".*May it do this\?\n +options +1 approve · 2 deny · 3 fail\n/,
  );
  t.regex(
    stdout,
    /\? poor\/work needs you: .*BUDGET_EXHAUSTED: .*Raise or drop the budget in the spec and answer retry/,
  );

  t.is((await maios.run('project', 'input', 'careful', 'approve')).code, 0);
  t.is((await maios.run('project', 'status', 'careful', '--watch')).code, 0);
  await writeFile(join(folder, 'poor.yaml'), projectOf('poor', '  budget: { tokens: 100000 }\n'));
  t.is((await maios.run('project', 'input', 'poor', 'retry')).code, 0);
  t.is((await maios.run('run', '-f', folder)).code, 0);
});

const usage: readonly (readonly [words: readonly string[], env: Files, code: number, stderr: RegExp])[] = [
  [
    ['prject', 'list'],
    {},
    2,
    /^error USAGE: unknown command 'prject'\n +\(Did you mean project\?\)\n {2}fix: See `maios --help`/,
  ],
  [['project', 'lst'], {}, 2, /^error USAGE: unknown command 'lst'\n +\(Did you mean list\?\)/],
  [
    ['run', 'specs/examples/rest-api'],
    {},
    2,
    /^error USAGE: run: expected task, interactive or -f SPECS, found "specs/,
  ],
  [['project', 'status', 'nobody'], {}, 5, /^error NOT_FOUND: there is no project "nobody"\n {2}fix: /],
  [
    ['run', '-f', 'nowhere'],
    {},
    5,
    /^error NOT_FOUND: run: expected a folder or file of specs, found nothing at .*nowhere\n {2}fix: /,
  ],
  [
    ['project', 'list'],
    { MAIOS_SANDBOX: 'dcker' },
    2,
    /^error CONFIG_INVALID: MAIOS_SANDBOX: expected one of .*found "dcker"\n/,
  ],
  [
    ['project', 'list'],
    { MAIOS_WORKSPACES: '/dev/null/w' },
    2,
    /^error CONFIG_INVALID: MAIOS_WORKSPACES: expected a folder that can be written, found a file on the way .*\/dev\/null\/w\n {2}fix: Let/,
  ],
  [
    ['server'],
    { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/m', MAIOS_START_WAIT_SECONDS: '1' },
    3,
    /^waiting for PostgreSQL at 127\.0\.0\.1:1\/m, at most 1 s\nerror STORE_UNAVAILABLE: no answer from PostgreSQL at 127\.0\.0\.1:1(?!.*secret)/,
  ],
];

for (const [words, env, code, pattern] of usage) {
  test.serial(
    `bad input: ${[...Object.entries(env).map((pair) => pair.join('=')), 'maios', ...words].join(' ')}`,
    async (t) => {
      const ended = await (await useMaios(t, { env })).run(...words);
      t.is(ended.code, code, ended.stderr);
      t.regex(ended.stderr, pattern);
    },
  );
}

test.serial('bad input: without git, work is refused at once, and no data folder is made', async (t) => {
  if (!mountDisk(t, await makeFolder(t))) {
    t.pass('skipped: hiding git from a process needs root');
    return;
  }
  const maios = await useMaios(t, { fresh: true });
  const hide = 'for git in $(which -a git); do mount --bind /dev/null $git; done; exec "$@"';
  const { code, stderr } = await maios.runBy(
    ['unshare', '-m', 'sh', '-c', hide, 'sh'],
    'run',
    '-f',
    await write(t, sound),
  );
  t.is(code, 1);
  t.regex(
    stderr,
    /^error WORKSPACE_GIT: expected git to start, found spawn git EACCES\n {2}fix: Install git 2\.38 or newer/,
  );
  t.false(existsSync(maios.home));
});

test.serial(
  'bad input: a full disk is told as such; once there is space, the work goes on with nothing lost',
  async (t) => {
    t.timeout(120_000);
    const disk = await makeFolder(t);
    if (!mountDisk(t, disk)) {
      t.pass('skipped: mounting a small disk needs root');
      return;
    }
    await cp((await useMaios(t)).home, join(disk, 'home'), { recursive: true });
    const maios = createMaios(t, join(disk, 'home'), { MAIOS_MIN_FREE_MIB: '1' });
    const owner = maios.start('run', '-f', 'test/e2e/specs/relay');
    await owner.line(/first +started/);
    await writeFile(join(disk, 'ballast'), Buffer.alloc(96 * 1024 * 1024)).catch(() => undefined);
    await owner.line(/DISK_FULL: .*[Nn]o space left/);
    await owner.stop();

    await rm(join(disk, 'ballast'));
    const { code, stdout, stderr } = await maios.run('run', '-f', 'test/e2e/specs/relay');
    t.is(code, 0, stdout + stderr);
    t.regex(stdout, /3 of 3 tasks complete/);
  },
);

async function write(t: ExecutionContext, files: Files): Promise<string> {
  const folder = join(await makeFolder(t), 'specs');
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

async function names(maios: Maios): Promise<readonly string[]> {
  return ((await maios.json('project', 'list')) as readonly ProjectSummaryView[]).map(({ name }) => name);
}

/** Each error with its place and fix, by the file that it is about. */
function errorsByFile(stderr: string, folder: string): Files {
  const texts = stderr.replaceAll(folder, 'specs').match(/^error [^\n]*\n(?: +[^\n]*\n)+/gm) ?? [];
  const files = texts.map((text) => [/at specs\/([^:\n]+)/.exec(text)?.[1] ?? 'nowhere', text] as const);
  const byFile = [...Map.groupBy(files, ([file]) => file)];
  return Object.fromEntries(byFile.map(([file, found]) => [file, found.map(([, text]) => text).join('')]));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Mounts a disk of 96 MiB there until the test ends; false where that is not allowed. */
function mountDisk(t: ExecutionContext, folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  t.teardown(() => execFileSync('umount', ['--lazy', folder]));
  return true;
}
