import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../controller/clock/clock.ts';
import { openStore } from '../controller/store/open-store.ts';
import { appendStep } from '../controller/store/operations/steps/append-step.ts';
import { type Scope } from '../controller/store/scope.ts';
import { sql } from '../controller/store/sql.ts';
import { type Store } from '../controller/store/store.ts';
import { addProject, addRun, localScope } from '../test/support/rows.ts';
import { toFigure, type Bench } from './figure.ts';

const bench = 'step';
const stepsPerRun = 210;
const bodyBytes = 1024;

/** One committed agent step with a body of 1 KiB that cannot be compressed, in a database on disk. */
export const run: Bench = async (report, { short }) => {
  const home = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  const store = await openStore({ home, databaseUrl: process.env['DATABASE_URL'], clock: systemClock });
  try {
    const scope = await localScope(store);
    await addRuns(store, scope, 1);
    const before = await databaseBytes(store);
    const runs = short ? 3 : 25;
    const times = await addRuns(store, scope, runs);
    const added = (await databaseBytes(store)) - before;

    const bareMs = median(await bareInserts(store)).toFixed(3);
    const note = `${store.kind}, ${store.durability}; median of ${runs} runs; a bare prepared insert takes ${bareMs} ms`;
    const at50 = median(times.flatMap((run) => run.slice(40, 60)));
    const at200 = median(times.flatMap((run) => run.slice(190, 210)));
    const goal = { atMost: 0.5 };
    report(toFigure({ bench, metric: 'step_ms_50', value: at50, unit: 'ms', goal, peer: peer(1.74), note }));
    report(toFigure({ bench, metric: 'step_ms_200', value: at200, unit: 'ms', goal, peer: peer(3.98), note }));
    const flatness = { bench, metric: 'flatness', value: at200 / at50, unit: 'step 200 ÷ step 50' };
    report(toFigure({ ...flatness, goal: { atMost: 1.1 }, peer: peer(3.98 / 1.74) }));
    const ratio = { bench, metric: 'bytes_ratio', value: added / (runs * stepsPerRun * bodyBytes), unit: '×' };
    report(toFigure({ ...ratio, goal: { atMost: 2 }, peer: peer(211), note: whatIsCounted }));
  } finally {
    await store[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  }
};

const whatIsCounted = 'tables and indexes after a checkpoint; the write-ahead log is apart from them, and bounded';

/** Measured once, with the same size of step, in runs of 50 and of 200 steps. */
function peer(value: number): { readonly name: string; readonly value: number } {
  return { name: 'LangGraph.js 1.7, SqliteSaver (published)', value };
}

/** Milliseconds of each step of each run. */
async function addRuns(store: Store, scope: Scope, count: number): Promise<readonly (readonly number[])[]> {
  const projectId = await addProject(store, scope);
  const times: number[][] = [];
  for (let index = 0; index < count; index += 1) {
    const runId = await addRun(store, scope, projectId);
    const step = { runId, epoch: 1, kind: 'observation', label: 'read_file' } as const;
    times.push(await repeat(stepsPerRun, (body) => appendStep(store, scope, { ...step, body })));
  }
  return times;
}

async function bareInserts(store: Store): Promise<readonly number[]> {
  await store.transaction((tx) => sql(tx, 'CREATE TABLE bare (body text)', []));
  const statement = { name: 'bare-insert', text: 'INSERT INTO bare VALUES ($1)' };
  const times = await repeat(1000, (body) => store.execute(statement, [body]));
  await store.transaction((tx) => sql(tx, 'DROP TABLE bare', []));
  return times;
}

async function repeat(count: number, work: (body: string) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const body = randomBytes((bodyBytes / 4) * 3).toString('base64');
    const start = performance.now();
    await work(body);
    times.push(performance.now() - start);
  }
  return times;
}

async function databaseBytes(store: Store): Promise<number> {
  await store.execute({ name: 'checkpoint', text: 'CHECKPOINT' }, []);
  const size = { name: 'database-size', text: 'SELECT pg_database_size(current_database()) AS bytes' };
  const [row] = await store.execute(size, []);
  return Number(row?.['bytes']);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
