import test from 'ava';
import fc from 'fast-check';
import { canonicalJson, digestOf } from '../../controller/catalog/kinds/digest.ts';

test('digest: keys are sorted at every level and lists keep their order', (t) => {
  t.is(canonicalJson({ b: [{ d: 1, c: 2 }], a: 'ä' }), '{"a":"ä","b":[{"c":2,"d":1}]}');
});

test('digest: a member that is undefined is left out', (t) => {
  t.is(digestOf({ a: 1, b: undefined }), digestOf({ a: 1 }));
});

test('digest: a member named __proto__ counts', (t) => {
  t.not(digestOf(JSON.parse('{"__proto__":{"a":1}}')), digestOf({}));
});

test('digest: is that of sha256 over the text', (t) => {
  t.is(digestOf({}), '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});

test('digest: does not depend on the order in which members were set', (t) => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(object, (value) => {
      const reversed = Object.fromEntries(Object.entries(value).toReversed());
      t.is(canonicalJson(reversed), canonicalJson(value));
      t.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('digest: the text is what JSON.stringify writes when it sorts the keys itself', (t) => {
  const sortKeys = (_key: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.setPrototypeOf(Object.fromEntries(entries), null) as object;
  };
  const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString', '1', '01', '10', '2', '-1'));
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.constantFrom(undefined, -0, Number.NaN, new Date(0)),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(key, tie('any'), { noNullPrototype: false }),
    ),
  }));
  fc.assert(
    fc.property(any, (value) => {
      t.is(canonicalJson(value), JSON.stringify(value, sortKeys) ?? 'null');
    }),
    { numRuns: 2000 },
  );
});
