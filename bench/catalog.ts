import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFigure, type Bench } from './figure.ts';
import { median } from './median.ts';
import { runProgram } from './run-program.ts';
import { writeResources } from './write-resources.ts';

const bench = 'catalog';
const mebibyte = 1024 * 1024;

/**
 * 1,000 declared resources from files to Ready in the whole embedded system, in a new data folder; and the memory that the
 * system takes with them in a folder that exists. Making a new one leaves PGlite's memory swollen for some seconds.
 */
export const run: Bench = async (report, { short }) => {
  const folder = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  try {
    await writeResources(join(folder, 'specs'), 1000);
    const rounds: Round[] = [];
    for (let index = 0; index < (short ? 1 : 3); index += 1) rounds.push(await measureRound(folder, index));
    const of = (figure: keyof Round): number => median(rounds.map((round) => round[figure]));
    const note = `${of('resources')} resources in 100 files, valid, stored and in force`;
    const ready = { bench, metric: 'ready_1000_s', value: of('readyS'), unit: 's', peer: flux, note };
    report(toFigure({ ...ready, goal: { atMost: 5 } }));
    const rssNote = `bare PGlite ${of('bareMib').toFixed(0)}; in a new folder ${of('newRssMib').toFixed(0)}, bare ${of('newBareMib').toFixed(0)}`;
    report(toFigure({ bench, metric: 'rss_mib', value: of('rssMib'), unit: 'MiB', note: rssNote }));
    const above = { bench, metric: 'rss_above_pglite_mib', value: of('rssMib') - of('bareMib'), unit: 'MiB' };
    report(toFigure({ ...above, goal: { atMost: 200 } }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

interface Round {
  readonly resources: number;
  readonly readyS: number;
  readonly rssMib: number;
  readonly bareMib: number;
  readonly newRssMib: number;
  readonly newBareMib: number;
}

async function measureRound(folder: string, index: number): Promise<Round> {
  const specs = join(folder, 'specs');
  const home = join(folder, `home-${index}`);
  const bareFolder = join(folder, `bare-${index}`);
  const first = await runProgram('declare-folder', [specs, home]);
  const again = await runProgram('declare-folder', [specs, home]);
  const bareFirst = await runProgram('bare-pglite', [bareFolder]);
  const bareAgain = await runProgram('bare-pglite', [bareFolder]);
  return {
    resources: numberOf(first, 'resources'),
    readyS: numberOf(first, 'readyMs') / 1000,
    rssMib: numberOf(again, 'rssBytes') / mebibyte,
    bareMib: numberOf(bareAgain, 'rssBytes') / mebibyte,
    newRssMib: numberOf(first, 'rssBytes') / mebibyte,
    newBareMib: numberOf(bareFirst, 'rssBytes') / mebibyte,
  };
}

function numberOf(result: Readonly<Record<string, number>>, key: string): number {
  return result[key] ?? Number.NaN;
}

const flux = { name: 'Flux 2.9, 1,000 Kustomizations (published)', value: 253 };
