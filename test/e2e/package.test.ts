import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { makeFolder } from '../support/maios.ts';

const call = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const needed = [
  'LICENSE',
  'NOTICE',
  'bin/maios.js',
  'crds/projects.yaml',
  'dist/controller/main.js',
  'dist/controller/sandbox/sandboxd/main.js',
  'dist/skills/read_file/run.js',
  'rules/phases.yaml',
  'schemas/maios.json',
  'skills/read_file/skill.yaml',
  'specs/default/agents.yaml',
  'specs/examples/rest-api/project.yaml',
];

// As npm makes it for everybody, the build included: a checkout in which nobody has built yet must not give an empty one.
test('package: what npm packs is whole, holds nothing that it does not need, and runs', async (t) => {
  t.timeout(120_000);
  const folder = await makeFolder(t);
  const { stdout } = await call('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { cwd: root });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as readonly Packed[];
  const paths = packed?.files.map(({ path }) => path) ?? [];
  t.deepEqual(
    needed.filter((path) => !paths.includes(path)),
    [],
  );
  t.deepEqual(
    paths.filter((path) => /(\.ts|\.map)$|^(test|bench|controller)\//.test(path)),
    [],
  );

  await call('tar', ['-xzf', join(folder, packed?.filename ?? ''), '-C', folder]);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const maios = async (...args: readonly string[]): Promise<string> => {
    const { stdout: said } = await call(process.execPath, [join(folder, 'package/bin/maios.js'), ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], DOCKER_HOST: 'unix:///nowhere' },
    });
    return said;
  };
  t.regex(await maios('--version'), /^\d+\.\d+\.\d+\n$/);
  t.regex(
    await maios('agent', 'list'),
    /maios-planner/,
    'its database, rules, skills and default organization are there',
  );
});
