import test from 'ava';
import fc from 'fast-check';
import { createDemultiplexer } from '../../../controller/sandbox/docker/demultiplexer.ts';

interface Frame {
  readonly kind: number;
  readonly text: string;
}

function encode({ kind, text }: Frame): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

function part(chunks: readonly Buffer[]): { readonly out: string; readonly err: string; readonly faults: string[] } {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  const faults: string[] = [];
  const push = createDemultiplexer({
    stdout: (chunk) => out.push(Buffer.from(chunk)),
    stderr: (chunk) => err.push(Buffer.from(chunk)),
    onFault: (reason) => faults.push(reason),
  });
  for (const chunk of chunks) push(chunk);
  return { out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString(), faults };
}

const frames = fc.array(fc.record({ kind: fc.constantFrom(1, 2), text: fc.string({ maxLength: 30, unit: 'binary' }) }));

test('docker demultiplexer: frames cut anywhere are put together as they were', (t) => {
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), (written, cuts) => {
      const bytes = Buffer.concat(written.map(encode));
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const size = cuts[i % cuts.length] ?? 1;
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      const textOf = (kind: number): string =>
        written
          .filter((f) => f.kind === kind)
          .map((f) => f.text)
          .join('');
      const { out, err, faults } = part(chunks);
      return out === textOf(1) && err === textOf(2) && faults.length === 0;
    }),
  );
  t.pass();
});

test('docker demultiplexer: very many frames in one chunk, and one huge frame in many, are no trouble', (t) => {
  const many = Buffer.concat(Array.from({ length: 100_000 }, () => encode({ kind: 1, text: 'x' })));
  t.is(part([many]).out.length, 100_000);
  const huge = encode({ kind: 2, text: 'y'.repeat(20_000_000) });
  const pieces = Array.from({ length: 306 }, (_, i) => huge.subarray(i * 65_536, (i + 1) * 65_536));
  t.is(part(pieces).err.length, 20_000_000);
});

for (const kind of [0, 3, 123]) {
  test(`docker demultiplexer: a frame of kind ${kind} is a fault, told once, and nothing after it counts`, (t) => {
    const text = encode({ kind: 1, text: 'before' });
    const { out, faults } = part([text, encode({ kind, text: 'odd' }), encode({ kind: 1, text: 'after' })]);
    t.deepEqual([out, faults], ['before', [`expected output of the container, found a frame of kind ${kind}`]]);
  });
}
