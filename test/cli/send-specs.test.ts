import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { sendSpecs } from '../../controller/cli/send-specs.ts';

test('send specs: a folder is sent whole, or not at all where a file of it cannot be read', async (t) => {
  const workingFolder = await mkdtemp(join(tmpdir(), 'specs'));
  t.teardown(async () => rm(workingFolder, { recursive: true }));
  const sent: (readonly string[])[] = [];
  const api = {
    apply: async ({ documents }: { readonly documents: readonly { readonly file: string }[] }) => {
      sent.push(documents.map(({ file }) => file));
      return { revision: '1', applied: [], projects: [], problems: [] };
    },
  };
  const send = async () => sendSpecs({ workingFolder, now: Date.now }, api, workingFolder, false);
  await writeFile(join(workingFolder, 'a.yaml'), 'a: 1');
  t.deepEqual((await send()).problems, []);
  await writeFile(join(workingFolder, 'b.yaml'), Buffer.of(0xff));
  t.deepEqual(
    (await send()).problems.map(({ code }) => code),
    ['SPEC_UNREADABLE'],
  );
  t.deepEqual(sent, [['a.yaml']]);
});
