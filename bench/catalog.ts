import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFigure, type Bench } from './figure.ts';
import { runProgram } from './run-program.ts';
import { writeResources } from './write-resources.ts';

const bench = 'catalog';
const mebibyte = 1024 * 1024;

/** 1,000 declared resources from files to Ready in the whole embedded system, and the memory that it takes then. */
export const run: Bench = async (report, { short }) => {
  const folder = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  try {
    await writeResources(join(folder, 'specs'), 1000);
    const systems = [];
    const bare = [];
    for (let round = 0; round < (short ? 1 : 3); round += 1) {
      process.env['MAIOS_HOME'] = join(folder, `home-${round}`);
      systems.push(await runProgram('declare-folder', [join(folder, 'specs')]));
      bare.push(await runProgram('bare-pglite', [join(folder, `bare-${round}`)]));
    }
    const of = (key: string, results: readonly Readonly<Record<string, number>>[]): number =>
      median(results.map((result) => result[key] ?? Number.NaN));
    const rss = of('rssBytes', systems) / mebibyte;
    const bareRss = of('rssBytes', bare) / mebibyte;
    const readyS = of('readyMs', systems) / 1000;
    const note = `${of('resources', systems)} resources in 100 files, valid, stored and in force`;
    report(
      toFigure({ bench, metric: 'ready_1000_s', value: readyS, unit: 's', goal: { atMost: 5 }, peer: flux, note }),
    );
    report(
      toFigure({
        bench,
        metric: 'rss_mib',
        value: rss,
        unit: 'MiB',
        note: `bare PGlite takes ${bareRss.toFixed(0)} MiB`,
      }),
    );
    const above = { bench, metric: 'rss_above_pglite_mib', value: rss - bareRss, unit: 'MiB' };
    report(toFigure({ ...above, goal: { atMost: 200 } }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const flux = { name: 'Flux 2.9, 1,000 Kustomizations (published)', value: 253 };

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
