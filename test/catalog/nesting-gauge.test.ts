import test from 'ava';
import fc from 'fast-check';
import { isMap, isPair, isSeq, parseAllDocuments } from 'yaml';
import { estimateNesting } from '../../controller/catalog/parse/scan-text.ts';
import { parseOptions } from '../../controller/catalog/parse/locate.ts';

function depthOf(node: unknown): number {
  if (isMap(node) || isSeq(node)) return 1 + Math.max(0, ...node.items.map(depthOf));
  return isPair(node) ? Math.max(depthOf(node.key), depthOf(node.value)) : 0;
}

const realDepth = (text: string) =>
  Math.max(0, ...[...parseAllDocuments(text, parseOptions)].map(({ contents }) => depthOf(contents)));

// The promise that keeps the parser from harm: whatever the text, well-formed or not, it is not deeper than estimated.
test('gauge: never estimates less than what the parser builds', (t) => {
  const pieces = fc.constantFrom(
    'a',
    ' b',
    ': ',
    ':',
    '- ',
    '-',
    '\n',
    '\n  ',
    '\n    ',
    '\n\t',
    ' ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|\n',
    '>-\n',
    '#',
    '&x ',
    '*x',
    '!t ',
    '? ',
    '?',
    '---\n',
    '...\n',
    '%A\n',
    '\r\n',
    '\\',
  );
  const texts = fc.array(pieces, { minLength: 1, maxLength: 80 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      t.true(realDepth(text) <= estimateNesting(text), JSON.stringify(text));
    }),
    { numRuns: 10_000 },
  );
});

// What the parser makes of block indicators inside of brackets, which are not allowed there; each was found by chance.
for (const text of [': ...\n b|\n[\n    *x!t - \n     :', '[: a: ? ?', '[: a: : :', '{a: - - - b']) {
  test(`gauge: counts what is built of ${JSON.stringify(text)}`, (t) => {
    t.true(realDepth(text) <= estimateNesting(text));
  });
}

test('gauge: never estimates more than four for a level of well-formed text', (t) => {
  const block = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 8 },
      fc.constant('x'),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node')),
    ),
  })).node;
  fc.assert(
    fc.property(block, (value) => {
      const text = JSON.stringify(value);
      t.true(estimateNesting(text) <= 2 + 4 * realDepth(text), text);
    }),
  );
});
