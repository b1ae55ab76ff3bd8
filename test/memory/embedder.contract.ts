import type { ExecutionContext, TestFn } from 'ava';
import type { Embedder } from '../../controller/memory/embedder.ts';

type Open = (t: ExecutionContext) => Promise<Embedder>;

const nearer: readonly [string, string, string][] = [
  [
    'the test fails because the id is a string',
    'a failing test: ids are compared as text',
    'the weather in Lisbon is sunny',
  ],
  [
    'close the database connection when the program ends',
    'the program should close its connection to the database at the end',
    'use a larger font for headings',
  ],
  [
    'the router ignores query parameters',
    'the query string of a request is dropped by the routes',
    'bake the bread for an hour',
  ],
];

/** What every driver of the embedder port does. */
export function embedderContract(test: TestFn, driver: string, open: Open): void {
  test(`${driver}: similar sentences are nearer than unrelated ones`, async (t) => {
    const embedder = await open(t);
    for (const [text, similar, unrelated] of nearer) {
      const [a, b, c] = await embedder.embed([text, similar, unrelated]);
      t.true(cosine(a, b) > cosine(a, c), `${text}: ${cosine(a, b)} and ${cosine(a, c)}`);
    }
  });

  test(`${driver}: the same text gives the same vector, alone or among others`, async (t) => {
    const embedder = await open(t);
    const [alone] = await embedder.embed(['one lesson']);
    const many = await embedder.embed(['something else', 'one lesson', 'a third and longer sentence about tests']);
    t.is(many.length, 3);
    t.is(alone?.length, embedder.dimension);
    t.true(cosine(alone, many[1]) > 0.9999);
  });

  test(`${driver}: empty, long and foreign texts have vectors too`, async (t) => {
    const embedder = await open(t);
    const vectors = await embedder.embed(['', '   ', 'word '.repeat(5000), 'größer 測試 🙂', '\u0000']);
    for (const vector of vectors) t.true(vector.every(Number.isFinite) && vector.some((value) => value !== 0));
    t.deepEqual(await embedder.embed([]), []);
  });
}

export function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return Number.NaN;
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
