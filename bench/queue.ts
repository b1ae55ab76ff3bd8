import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFigure, type Bench, type Figure } from './figure.ts';
import { median } from './median.ts';
import { withDatabase } from './own-database.ts';
import { withRedis } from './own-redis.ts';
import { dispatchPath } from './queue/dispatch-path.ts';
import { throughBee, throughPort } from './queue/empty-jobs.ts';
import { runPeer } from './run-peer.ts';

const bench = 'queue';
const concurrency = 10;

/** What the queue port costs above bee-queue, and how fast a decision becomes a run. */
export const run: Bench = async (report, { short }) => {
  await withRedis(async (redisUrl) => {
    report(await portRatio(redisUrl, short ? 2000 : 20_000));
    await withDatabase('queue', async (databaseUrl) => {
      const home = await mkdtemp(join(tmpdir(), 'maios-bench-'));
      try {
        const runs = short ? 200 : 2000;
        const singles = short ? 20 : 200;
        const { perS, startMs } = await dispatchPath({ databaseUrl, redisUrl, home, runs, singles, concurrency });
        await reportDispatch(report, perS, startMs, runs);
      } finally {
        await rm(home, { recursive: true });
      }
    });
  });
};

/** In turns, so that whatever else the machine does befalls both; the first round only warms up. */
async function portRatio(url: string, jobs: number): Promise<Figure> {
  const rounds = 8;
  const port: number[] = [];
  const bee: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const load = { url, jobs, concurrency };
    const measures = [
      async () => bee.push(await throughBee({ ...load, prefix: `bee-${round}` })),
      async () => port.push(await throughPort({ ...load, prefix: `port-${round}` })),
    ];
    for (const measure of round % 2 === 0 ? measures : measures.toReversed()) await measure();
    if (round > 0) continue;
    bee.length = 0;
    port.length = 0;
  }
  const value = median(port.map((perS, round) => perS / (bee[round] ?? Number.NaN)));
  const note = `${Math.round(median(port))} against ${Math.round(median(bee))} jobs/s, end to end, ${concurrency} at once, in one process`;
  return toFigure({ bench, metric: 'port_ratio', value, unit: 'port ÷ bee-queue', goal: { atLeast: 0.8 }, note });
}

async function reportDispatch(
  report: (figure: Figure) => void,
  perS: number,
  startMs: readonly number[],
  runs: number,
): Promise<void> {
  const peers = ['pg-boss', 'graphile-worker'] as const;
  const rates = new Map<string, number>();
  for (const name of peers) {
    const measured = await withDatabase('peer', async (url) => runPeer(`${name}-dispatch`, [url, runs, concurrency]));
    if (measured?.['perS'] !== undefined) rates.set(name, measured['perS']);
  }
  const path = `${runs} empty runs: decision, event, message, run; queue; claim; result. ${concurrency} at once`;
  const others = [...rates].map(([name, rate]) => `${name} ${Math.round(rate)}/s`).join(', ');
  const note = others === '' ? path : `${path}. From a full queue, without decision, run and result: ${others}`;
  report(toFigure({ bench, metric: 'dispatch_per_s', value: perS, unit: 'runs/s', note }));
  const p99 = startMs.toSorted((a, b) => a - b)[Math.floor(startMs.length * 0.99)] ?? Number.NaN;
  const start = { bench, metric: 'start_p50_ms', value: median(startMs), unit: 'ms', goal: { atMost: 10 } };
  report(toFigure({ ...start, note: `decision committed to run claimed, one at a time; p99 ${p99.toFixed(1)} ms` }));
}
