import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { makeFolder } from '../../support/maios.ts';
import { survives, useCluster } from '../../support/cluster/use-cluster.ts';

const hour = 3_600_000;

test.serial(
  'clock: machines whose clocks are an hour apart, and one that is set meanwhile, work together',
  async (t) => {
    t.timeout(400_000);
    const folder = await makeFolder(t);
    const shift = join(folder, 'shift-clock.mjs');
    await writeFile(shift, shiftClock);
    const offsets = join(folder, 'offset-');
    for (const [index, offset] of [0, hour, -hour, 0].entries()) await writeFile(`${offsets}${index}`, String(offset));
    const used = await useCluster(t, {
      envOf: (index) => ({ NODE_OPTIONS: `--import=${pathToFileURL(shift).href}`, TEST_CLOCK: `${offsets}${index}` }),
    });
    if (used === undefined) return;
    await survives(t, used.cluster, async () => {
      await wait(2000);
      await writeFile(`${offsets}0`, String(hour));
      await wait(2000);
      await writeFile(`${offsets}3`, String(-hour));
    });
  },
);

// The clock of one process, set by a file: what `date --set` does to a machine.
const shiftClock = `
import { readFileSync, watchFile } from 'node:fs';
const file = process.env.TEST_CLOCK;
const Real = Date;
const now = Date.now.bind(Date);
let offset = 0;
const read = () => { offset = Number(readFileSync(file, 'utf8')); };
read();
watchFile(file, { interval: 100 }, read).unref();
globalThis.Date = class extends Real {
  constructor(...args) { if (args.length === 0) super(now() + offset); else super(...args); }
  static now() { return now() + offset; }
};
`;
