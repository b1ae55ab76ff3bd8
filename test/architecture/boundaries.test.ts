import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { catalogue } from '../../controller/errors/catalogue.ts';
import { importViolations } from './import-violations.ts';
import { parseModule } from './parse-module.ts';
import { readModules } from './read-modules.ts';
import { shapeViolations } from './shape-violations.ts';

const modules = readModules(['controller', 'skills'].filter((folder) => existsSync(folder)));

test('boundaries: imports go down only, stay in their rooms and make no circle', (t) => {
  t.deepEqual(importViolations(modules), []);
});

test('boundaries: files are one idea each, and only config reads the environment', (t) => {
  const lengths = modules.map((module) => module.lines).sort((a, b) => a - b);
  const quantile = (share: number): number | undefined => lengths[Math.floor(share * (lengths.length - 1))];
  t.log(`${lengths.length} files; lines: median ${quantile(0.5)}, p95 ${quantile(0.95)}, longest ${lengths.at(-1)}`);
  t.deepEqual(shapeViolations(modules), []);
});

test('boundaries: every room says what it is for in 10 to 30 lines', (t) => {
  const rooms = readdirSync('controller', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const lengths = rooms.map(({ name }) => ({ name, lines: linesOf(`controller/${name}/README.md`) }));
  t.deepEqual(
    lengths.filter(({ lines }) => lines < 10 || lines > 30),
    [],
  );
});

test('boundaries: every error code is used', (t) => {
  const others = modules.filter((module) => module.path !== 'controller/errors/catalogue.ts');
  const text = others.map((module) => readFileSync(module.path, 'utf8')).join('\n');
  const unused = Object.keys(catalogue).filter((code) => !text.includes(`'${code}'`));
  t.deepEqual(unused, []);
});

const planted = test.macro({
  exec(t, files: Readonly<Record<string, string>>, expected: string) {
    const parsed = Object.entries(files).map(([path, text]) => parseModule(path, text));
    const found = [...importViolations(parsed), ...shapeViolations(parsed)];
    t.is(found.length, 1, found.join('\n'));
    t.true(found[0]?.includes(expected), found[0]);
  },
  title: (name = '') => `boundaries: the check finds ${name}`,
});

test('an import that goes up', planted, { 'controller/store/a.ts': "import '../api/b.ts';" }, 'not on its floor');
test(
  'a type import that goes up',
  planted,
  { 'controller/errors/a.ts': "import { type B } from '../policy/b.ts';" },
  'not on its floor',
);
test(
  'a re-export that goes up',
  planted,
  { 'controller/store/a.ts': "export { b } from '../cli/b.ts'; export const c = 1;" },
  'not on its floor',
);
test(
  'an import() that goes up',
  planted,
  { 'controller/store/a.ts': "export const b = () => import('../cli/b.ts');" },
  'not on its floor',
);
test(
  'an import() type that goes up',
  planted,
  { 'controller/store/a.ts': "export type B = import('../cli/b.ts').B;" },
  'not on its floor',
);
test(
  'a worker of a room above',
  planted,
  { 'controller/store/a.ts': "export const u = new URL('../cli/b.ts', import.meta.url);" },
  'not on its floor',
);
test('a room on no floor', planted, { 'controller/cellar/a.ts': 'export const a = 1;' }, 'on no floor');
test(
  'one driver that imports another',
  planted,
  { 'controller/models/openai-model.ts': "import './scripted-model.ts';" },
  'another driver',
);
test(
  'a skill that reaches into the controller',
  planted,
  { 'skills/read_file/run.ts': "import '../../controller/sandbox/session.ts';" },
  'skills/ may not',
);
test(
  'the program inside of the sandbox that imports ours',
  planted,
  { 'controller/sandbox/sandboxd/main.ts': "import '../../errors/maios-error.ts';" },
  'sandboxd/ may not',
);
test(
  'a package out of its room',
  planted,
  { 'controller/orchestrator/a.ts': "import { DataSource } from 'typeorm';" },
  'imports typeorm',
);
test(
  'a package that no room may import',
  planted,
  { 'controller/cli/a.ts': "import x from 'left-pad';" },
  'imports left-pad',
);
test(
  'I/O in policy',
  planted,
  { 'controller/policy/a.ts': "import { readFile } from 'node:fs/promises';" },
  'imports node:fs/promises',
);
test(
  'a clock in policy',
  planted,
  { 'controller/policy/a.ts': 'export const now = () => Date.now();' },
  'reads Date.now',
);
test(
  'the environment outside of config',
  planted,
  { 'controller/agents/a.ts': "export const home = process.env['HOME'];" },
  'reads process.env',
);
test(
  'a circle of files',
  planted,
  { 'controller/store/a.ts': "import './b.ts';", 'controller/store/b.ts': "import { type A } from './a.ts';" },
  'circle: ',
);
test(
  'a circle of rooms on one floor',
  planted,
  {
    'controller/events/a.ts': "import '../redis/b.ts';",
    'controller/redis/b.ts': 'export const b = 1;',
    'controller/redis/c.ts': "import '../events/d.ts';",
    'controller/events/d.ts': 'export const d = 1;',
  },
  'circle: events -> redis -> events',
);
test('a barrel', planted, { 'controller/store/all.ts': "export * from './a.ts';" }, 'is a barrel');
test('an index file', planted, { 'controller/store/index.ts': 'export const a = 1;' }, 'is a barrel');
test('a folder of utils', planted, { 'controller/store/utils/a.ts': 'export const a = 1;' }, 'folder called utils');
test('a file that is too long', planted, { 'controller/store/a.ts': 'export {};\n'.repeat(301) }, 'has 301 lines');

function linesOf(path: string): number {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').length : 0;
}
