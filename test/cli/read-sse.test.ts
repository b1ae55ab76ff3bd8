import test from 'ava';
import fc from 'fast-check';
import { readSse } from '../../controller/cli/read-sse.ts';

const event = { seq: 1, type: 'InputGiven', at: 0, projectId: 'p', data: { text: 'zwölf\n漢字', by: 'me' } };
const stream = `: ok\n\nid: 1\nevent: InputGiven\ndata: ${JSON.stringify(event)}\n\n: still here\n\nid: 2\ndata: ${JSON.stringify({ ...event, seq: 2 })}\n\nid: 3\ndata: {"cut`;

async function* inPieces(bytes: Buffer, cuts: readonly number[]) {
  let from = 0;
  for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    if (to > from) yield bytes.subarray(from, to);
    from = Math.max(from, to);
  }
}

test('sse: events come whole however the bytes are cut; comments and a cut end are no events', async (t) => {
  const bytes = Buffer.from(stream);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
      const seen: unknown[] = [];
      for await (const one of readSse(inPieces(bytes, cuts))) seen.push(one);
      t.deepEqual(seen, [event, { ...event, seq: 2 }]);
    }),
    { numRuns: 50 },
  );
});
