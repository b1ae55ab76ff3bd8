import test from 'ava';
import { readSpecText } from '../../controller/catalog/read-spec-text.ts';

const mebibyte = 1024 * 1024;

// Each is refused or read in a fraction of the time that the parser alone would block everything else.
const bombs: Readonly<Record<string, string>> = {
  'ten thousand brackets': '['.repeat(10_000),
  'ten thousand closed brackets': '['.repeat(10_000) + ']'.repeat(10_000),
  'ten thousand braces': '{a: '.repeat(10_000),
  'ten thousand lists on one line': '- '.repeat(10_000),
  'ten thousand keys on one line': 'a: '.repeat(10_000),
  'ten thousand complex keys': '? '.repeat(10_000),
  'a thousand indentations': Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
  'lists at the column of their keys': Array.from(
    { length: 500 },
    (_, level) => `${' '.repeat(level)}a:\n${' '.repeat(level)}-`,
  ).join('\n'),
  'brackets behind a quoted block header': `a: "|\n  x", ${'['.repeat(10_000)}`,
  'brackets behind a commented block header': `a: # |\n  ${'['.repeat(10_000)}`,
  'brackets behind a closed block scalar': `a: |\n  text\nb: ${'['.repeat(10_000)}`,
  'brackets behind an unclosed one': `a: [\n---\n${'['.repeat(10_000)}`,
  'a mebibyte of closing braces': '}\n'.repeat(mebibyte / 2),
  'a mebibyte of unclosed quotes': "- 'x\n".repeat(mebibyte / 5),
  'a mebibyte of the same key': 'a: b\n'.repeat(mebibyte / 5),
  'a mebibyte of keys': Array.from({ length: 100_000 }, (_, index) => `k${index}: `).join('\n'),
  'a mebibyte of comments': '#\n'.repeat(mebibyte / 2),
  'a mebibyte of directives': '%A\n'.repeat(mebibyte / 3),
  'a mebibyte of documents': '---\n'.repeat(mebibyte / 4),
  'more than a mebibyte': 'a'.repeat(mebibyte + 1),
  'twenty mebibytes': 'a: b\n'.repeat(4 * mebibyte),
  'a thousand aliases': `a: &a 1\n${'b: *a\n'.repeat(1000)}`,
  'aliases of aliases': Array.from(
    { length: 12 },
    (_, index) =>
      `k${index}: &k${index} [${
        index === 0
          ? '1'
          : Array(4)
              .fill(`*k${index - 1}`)
              .join(', ')
      }]`,
  ).join('\n'),
  'an alias of itself': 'a: &a [*a]',
};

const survives = test.macro((t, text: string) => {
  const before = process.cpuUsage();
  // Twice: the second parse of nested brackets is the one that aborts the process.
  const [first, second] = [readSpecText('bomb.yaml', text), readSpecText('bomb.yaml', text)];
  t.deepEqual(first.resources, []);
  t.is(second.problems.length, first.problems.length);
  t.true(first.problems.length <= 21);
  t.true(first.problems.every(({ message }) => message.length < 500));
  // Of the processor, not of the clock: others work here, too. In microseconds.
  t.true(process.cpuUsage(before).user < 5_000_000);
});

for (const [name, text] of Object.entries(bombs)) test(`bombs: ${name}`, survives, text);

test('bombs: the deepest that is allowed is read', (t) => {
  const flow = `${'['.repeat(64)}1${']'.repeat(64)}`;
  const block = Array.from({ length: 63 }, (_, level) => `${'  '.repeat(level)}- - a: b\n${'  '.repeat(level)}  - c:`);
  for (const text of [flow, ...block.slice(0, 1)]) {
    const { problems } = readSpecText('deep.yaml', text);
    t.is(problems[0]?.message, 'expected a resource with apiVersion, kind, metadata and spec, found a list of 1');
  }
  t.regex(readSpecText('deep.yaml', `[${flow}]`).problems[0]?.message ?? '', /at most 64 levels/);
});

test('bombs: brackets in text are no nesting', (t) => {
  const noise = '[{'.repeat(5000);
  const resource = (text: string) =>
    `apiVersion: maios.dev/v1alpha1\nkind: Agent\nmetadata: {name: a}\nspec:\n  role: developer\n  instructions: ${text}\n`;
  for (const text of [
    `"${noise}"`,
    `'${noise}'`,
    `|\n    ${noise}`,
    `>-\n    ${noise}\n    - [`,
    `x ${noise.replaceAll('{', '(')}`,
    `x # ${noise}`,
  ]) {
    t.deepEqual(readSpecText('text.yaml', resource(text)).problems, []);
  }
});
