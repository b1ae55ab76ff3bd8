import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';

interface Daemon {
  readonly child: ChildProcess;
  readonly root: string;
  /** Sends one line as it is and gives the next answer. */
  raw(line: string): Promise<unknown>;
  ask(request: object): Promise<unknown>;
}

const entry = new URL('../../controller/sandbox/sandboxd/main.ts', import.meta.url).pathname;

async function start(t: ExecutionContext, path = process.env['PATH']): Promise<Daemon> {
  const root = await mkdtemp(join(tmpdir(), 'maios-sandboxd-'));
  const child = spawn(process.execPath, [entry, '--root', root], {
    env: { PATH: path },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(async () => {
    child.kill('SIGKILL');
    await rm(root, { recursive: true, force: true });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string);
  t.deepEqual(await next(), { ready: true });
  const raw = (line: string): Promise<unknown> => {
    child.stdin.write(`${line}\n`);
    return next();
  };
  return { child, root, raw, ask: (request) => raw(JSON.stringify({ id: 1, ...request })) };
}

for (const [what, line] of [
  ['not JSON', '{"id": 1,'],
  ['a list', '[]'],
  ['a number', '7'],
  ['null', 'null'],
  ['no operation', '{"id": 1}'],
  ['an unknown operation', '{"id": 1, "op": "reboot"}'],
  ['an operation that every object has', '{"id": 1, "op": "constructor"}'],
  ['a path that is not text', '{"id": 1, "op": "read", "path": 7}'],
  ['a missing path', '{"id": 1, "op": "write", "text": ""}'],
  ['a negative number', '{"id": 1, "op": "list", "path": ".", "depth": -1, "maxEntries": 1}'],
  ['a number that is not whole', '{"id": 1, "op": "read", "path": "a", "offset": 0.5}'],
  ['a command that is not a list', '{"id": 1, "op": "exec", "command": "ls", "timeoutMs": 1, "maxOutputBytes": 1}'],
  ['a command of numbers', '{"id": 1, "op": "exec", "command": [1], "timeoutMs": 1, "maxOutputBytes": 1}'],
] as const) {
  test(`sandboxd: ${what} is answered with an error, and the next request is served`, async (t) => {
    const daemon = await start(t);
    t.like(await daemon.raw(line), { ok: false, code: 'USAGE' });
    t.like(await daemon.ask({ op: 'write', path: 'a', text: 'x' }), { id: 1, ok: true, bytes: 1 });
  });
}

test('sandboxd: a line that is too long is thrown away, and the next request is served', async (t) => {
  const daemon = await start(t);
  t.like(await daemon.raw('x'.repeat(17 * 1024 * 1024)), { id: null, ok: false, code: 'SANDBOX_LIMIT' });
  t.like(await daemon.ask({ op: 'read', path: 'none' }), { id: 1, ok: false, code: 'NOT_FOUND' });
});

test('sandboxd: a call that is no longer there can be cancelled', async (t) => {
  const daemon = await start(t);
  t.like(await daemon.ask({ op: 'cancel', target: 99 }), { ok: true, found: false });
});

test('sandboxd: a request that comes in pieces is put together', async (t) => {
  const daemon = await start(t);
  const line = JSON.stringify({ id: 1, op: 'write', path: 'a', text: 'é' });
  const bytes = Buffer.from(line);
  for (const byte of bytes) daemon.child.stdin?.write(Buffer.of(byte));
  t.like(await daemon.raw(''), { ok: true, bytes: 2 });
});

test('sandboxd: ends when its input closes, also in the middle of a call', async (t) => {
  const daemon = await start(t);
  daemon.child.stdin?.end(
    '{"id": 1, "op": "exec", "command": ["sleep", "60"], "timeoutMs": 60000, "maxOutputBytes": 1}\n',
  );
  await once(daemon.child, 'exit');
  t.is(daemon.child.exitCode, 0);
});

// A folder without ripgrep, so that the fallback is used.
const withoutRipgrep = '/nowhere';

for (const [engine, path] of [
  ['ripgrep', process.env['PATH']],
  ['javascript', withoutRipgrep],
] as const) {
  test(`search with ${engine}: finds the same in the same files`, async (t) => {
    const daemon = await start(t, path);
    const search = (request: object) =>
      daemon.ask({ op: 'search', path: '.', maxMatches: 100, caseSensitive: true, ...request });
    if (engine === 'ripgrep' && JSON.stringify(await search({ pattern: 'x' })).includes('javascript'))
      return t.log('no ripgrep here');
    await fill(daemon.root);
    t.deepEqual(
      await search({ pattern: 'need(le)?' }),
      found(engine, [
        ['a.txt', 2, 'a needle'],
        ['sub/.hidden', 1, 'needle'],
        ['sub/b.txt', 1, 'needles and needles'],
      ]),
    );
    t.deepEqual(
      await search({ pattern: 'NEEDLES', caseSensitive: false }),
      found(engine, [['sub/b.txt', 1, 'needles and needles']]),
    );
    t.deepEqual(
      await search({ pattern: 'needle', path: 'sub' }),
      found(engine, [
        ['sub/.hidden', 1, 'needle'],
        ['sub/b.txt', 1, 'needles and needles'],
      ]),
    );
    t.deepEqual(
      await search({ pattern: '^needle$', path: 'sub/.hidden' }),
      found(engine, [['sub/.hidden', 1, 'needle']]),
    );
    t.deepEqual(await search({ pattern: 'needle', maxMatches: 1 }), {
      ...found(engine, [['a.txt', 2, 'a needle']]),
      truncated: true,
    });
    t.deepEqual(await search({ pattern: 'y{600}' }), found(engine, []));
    t.deepEqual(
      await search({ pattern: '(?i)^[[:alpha:]]+ AND \\p{Ll}+$' }),
      found(engine, [['sub/b.txt', 1, 'needles and needles']]),
    );
    t.deepEqual(await search({ pattern: '^$' }), found(engine, []));
    t.deepEqual(await search({ pattern: '^marked' }), found(engine, [['marked.txt', 1, 'marked']]));
    t.deepEqual(
      await search({ pattern: 'needle', path: 'node_modules' }),
      found(engine, [['node_modules/x/index.js', 1, 'needle']]),
    );
    for (const pattern of ['(', 'a\nb', 'a\\nb']) t.like(await search({ pattern }), { ok: false, code: 'USAGE' });
    t.like(await search({ pattern: 'x', path: 'none' }), { ok: false, code: 'NOT_FOUND' });
  });
}

test('search with javascript: a pattern that takes for ever is ended', async (t) => {
  const daemon = await start(t, withoutRipgrep);
  await writeFile(join(daemon.root, 'a.txt'), `${'a'.repeat(40)}!`);
  const request = { op: 'search', path: '.', maxMatches: 1, caseSensitive: true, pattern: '^(a+)+$' };
  t.like(await daemon.ask(request), { ok: false, code: 'SANDBOX_LIMIT' });
  t.like(await daemon.ask({ ...request, pattern: 'a+!' }), { ok: true });
});

async function fill(root: string): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'a.txt': 'nothing\na needle\n',
    'sub/b.txt': 'needles and needles\r\n',
    'sub/.hidden': 'needle',
    'node_modules/x/index.js': 'needle',
    '.git/config': 'needle',
    'data.bin': 'needle\0needle',
    '.gitignore': 'sub\n',
    'marked.txt': '\uFEFFmarked\n',
    'long.txt': 'z'.repeat(5_000_000),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

function found(engine: string, matches: readonly (readonly [string, number, string])[]): object {
  return {
    id: 1,
    ok: true,
    matches: matches.map(([path, line, text]) => ({ path, line, text })),
    truncated: false,
    engine,
  };
}
