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
