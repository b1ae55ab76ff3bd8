import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../controller/clock/clock.ts';
import { openStore } from '../controller/store/open-store.ts';
import { sql } from '../controller/store/sql.ts';
import type { Store } from '../controller/store/store.ts';
import { localScope } from '../test/support/rows.ts';
import { toFigure, type Bench } from './figure.ts';
import { median } from './median.ts';
import { besideLanggraph } from './step/beside-langgraph.ts';
import { databaseBytes } from './step/database-bytes.ts';
import { bodyBytes, ownSteps, repeat } from './step/own-steps.ts';

const bench = 'step';
const steps = 210;

/** One committed agent step with a body of 1 KiB that cannot be compressed, in a database on disk, and beside LangGraph.js. */
export const run: Bench = async (report, options) => {
  await alone(report, options);
  await besideLanggraph(report, options);
};

const alone: Bench = async (report, { short }) => {
  const home = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  const store = await openStore({ home, clock: systemClock });
  try {
    const scope = await localScope(store);
    await ownSteps(store, scope, { runs: 1, steps });
    const before = await databaseBytes(store);
    const runs = short ? 3 : 25;
    const times = await ownSteps(store, scope, { runs, steps });
    const added = (await databaseBytes(store)) - before;

    const bareMs = median(await bareInserts(store)).toFixed(3);
    const note = `${store.kind}, ${store.durability}; median of ${runs} runs; a bare prepared insert takes ${bareMs} ms`;
    const at50 = median(times.flatMap((run) => run.slice(40, 60)));
    const at200 = median(times.flatMap((run) => run.slice(190, 210)));
    const goal = { atMost: 0.5 };
    report(toFigure({ bench, metric: 'step_ms_50', value: at50, unit: 'ms', goal, note }));
    report(toFigure({ bench, metric: 'step_ms_200', value: at200, unit: 'ms', goal, note }));
    const flatness = { bench, metric: 'flatness', value: at200 / at50, unit: 'step 200 ÷ step 50' };
    report(toFigure({ ...flatness, goal: { atMost: 1.1 } }));
    const ratio = { bench, metric: 'bytes_ratio', value: added / (runs * steps * bodyBytes), unit: '×' };
    report(toFigure({ ...ratio, goal: { atMost: 2 }, note: whatIsCounted }));
  } finally {
    await store[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  }
};

const whatIsCounted = 'tables and indexes after a checkpoint; the write-ahead log is apart from them, and bounded';

async function bareInserts(store: Store): Promise<readonly number[]> {
  await store.transaction((tx) => sql(tx, 'CREATE TABLE bare (body text)', []));
  const statement = { name: 'bare-insert', text: 'INSERT INTO bare VALUES ($1)' };
  const times = await repeat(1000, (body) => store.execute(statement, [body]));
  await store.transaction((tx) => sql(tx, 'DROP TABLE bare', []));
  return times;
}
