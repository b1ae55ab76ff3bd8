import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

const root = fileURLToPath(new URL('../../', import.meta.url));

// Tells on standard error which npm packages were loaded.
const spy = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const packages = new Set();
  registerHooks({
    load(url, context, next) {
      const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
      if (name !== undefined) packages.add(name);
      return next(url, context);
    },
  });
  process.on('exit', () => console.error(JSON.stringify([...packages].sort())));
`)}`;

test('start: a client loads neither the database nor the schemas', async (t) => {
  const node = join(root, 'node_modules/.bin/node');
  const { stderr } = await promisify(execFile)(node, ['--import', spy, join(root, 'bin/maios.js'), '--version']);
  t.deepEqual(JSON.parse(stderr), ['commander', 'yaml']);
});
