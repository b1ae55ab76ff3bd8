import test from 'ava';
import fc from 'fast-check';
import { readSpecText } from '../../controller/catalog/read-spec-text.ts';
import { badSpecs } from './bad-specs.ts';
import { describeProblems } from './describe-problems.ts';
import { matchesGolden } from '../support/golden.ts';

const agent = (name: string) =>
  `apiVersion: maios.dev/v1alpha1\nkind: Agent\nmetadata:\n  name: ${name}\nspec:\n  role: developer\n  instructions: Work.\n`;

const saysSo = test.macro(async (t, name: string, text: string) => {
  const { problems } = readSpecText('spec.yaml', text);
  t.true(problems.length > 0);
  await matchesGolden(
    t,
    `test/catalog/golden/${name.replaceAll(' ', '-')}.txt`,
    `${text}\n=====\n${describeProblems(problems)}\n`,
  );
});

for (const [name, text] of Object.entries(badSpecs)) test(`problems: ${name}`, saysSo, name, text);

const namesOf = (text: string) =>
  readSpecText('spec.yaml', text).resources.map(({ resource }) => resource.metadata.name);

test('reading: a bad document leaves its siblings alone', (t) => {
  t.deepEqual(namesOf(`${agent('a')}---\nkind: [\n---\n${agent('b')}---\nkind: Nonsense\n---\n${agent('c')}`), [
    'a',
    'b',
    'c',
  ]);
});

test('reading: empty documents, comments, a byte order mark and Windows line ends are no problem', (t) => {
  const text = `\uFEFF# hello\r\n---\r\n---\r\n${agent('a').replaceAll('\n', '\r\n')}---\r\n# end\r\n`;
  t.deepEqual(readSpecText('spec.yaml', text).problems, []);
  t.deepEqual(namesOf(text), ['a']);
});

test('reading: JSON is YAML, too', (t) => {
  const json = {
    apiVersion: 'maios.dev/v1alpha1',
    kind: 'Agent',
    metadata: { name: 'a' },
    spec: { role: 'x', instructions: 'y' },
  };
  t.deepEqual(namesOf(JSON.stringify(json, undefined, '\t')), ['a']);
});

test('reading: the digest follows what is said, not how', (t) => {
  const plain = readSpecText('a.yaml', agent('a')).resources[0];
  const other = readSpecText(
    'b.json',
    `{spec: {instructions: "Work.", role: developer}, # same\n metadata: {name: a}, kind: Agent, apiVersion: maios.dev/v1alpha1}`,
  ).resources[0];
  t.is(plain?.digest, other?.digest);
  t.not(plain?.digest, readSpecText('a.yaml', agent('a').replace('Work', 'Rest')).resources[0]?.digest);
});

test('reading: defaults are not written into what was declared', (t) => {
  t.deepEqual(readSpecText('a.yaml', agent('a')).resources[0]?.resource.spec, {
    role: 'developer',
    instructions: 'Work.',
  });
});

test('reading: a field can be found again after the document is gone', (t) => {
  const second = readSpecText('a.yaml', `${agent('a')}---\n${agent('b')}`).resources[1];
  t.deepEqual(second?.locate(['spec', 'role']), { file: 'a.yaml', line: 14, column: 3 });
  t.deepEqual(second?.locate(['spec', 'nothing', 3]), { file: 'a.yaml', line: 13, column: 1 });
});

test('reading: at most twenty problems of a file are told, and the others counted', (t) => {
  const { problems } = readSpecText('a.yaml', `${'kind: Nonsense\n---\n'.repeat(100)}${agent('a')}`);
  t.is(problems.length, 21);
  t.is(problems.at(-1)?.message, 'and 180 more problems in this file');
});

test('reading: never throws, whatever the text', (t) => {
  const pieces = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|',
    '>',
    '&x ',
    '*x',
    '!!t ',
    '? ',
    '#',
    '---',
    '%',
    '\t',
    ',',
    '\\',
    '0',
    '~',
    '<<',
    '@',
    '`',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { problems, resources } = readSpecText('random.yaml', text);
      t.true(resources.length === 0 && problems.length <= 21);
    }),
    { numRuns: 2000 },
  );
});

test('reading: never throws on a good file cut or changed anywhere', (t) => {
  const good = `${agent('a')}---\n${agent('b')}`;
  for (let end = 0; end < good.length; end += 1) {
    t.true(readSpecText('cut.yaml', good.slice(0, end)).resources.length <= 2);
    t.true(readSpecText('hole.yaml', good.slice(0, end) + good.slice(end + 1)).resources.length <= 2);
  }
});
