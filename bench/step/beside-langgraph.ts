import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../controller/clock/clock.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { localScope } from '../../test/support/rows.ts';
import { toFigure, type Bench } from '../figure.ts';
import { median } from '../median.ts';
import { withDatabase } from '../own-database.ts';
import { runPeer } from '../run-peer.ts';
import { databaseBytes } from './database-bytes.ts';
import { bodyBytes, ownSteps } from './own-steps.ts';

/** What one step takes by the clock and of the processor, over whole runs of it, and what all of them left on disk. */
interface Steps {
  readonly stepMs: number;
  readonly cpuMs: number;
  readonly bytes: number;
}

/** Turns of the agent: each is what it says and what it observes, after a first message. */
const lengths = [
  { turns: 50, sqliteGoal: 3.5 },
  { turns: 200, sqliteGoal: 8 },
] as const;

/** The same steps by LangGraph.js in the same run, each committed before the next one begins. */
export const besideLanggraph: Bench = async (report, { short }) => {
  const runs = short ? 3 : 9;
  for (const { turns, sqliteGoal } of lengths) {
    const size = { turns, runs, steps: turns * 2 + 1 };
    const peer = await inFolder((folder) => peerSteps('sqlite', join(folder, 'peer.sqlite'), size));
    if (peer === undefined) return;
    const own = await inFolder((folder) => ownRuns(folder, undefined, size));
    const goal = { goal: { atLeast: sqliteGoal } };
    reportRatio(report, { ...goal, metric: `sqlite_ratio_${turns}`, name: 'SqliteSaver', own, peer, size });
  }
  const size = { turns: 50, runs: short ? 2 : 5, steps: 101 };
  const measured = await withDatabase('step', async (url) => {
    const peer = await peerSteps('postgres', url, size);
    return peer === undefined ? undefined : { peer, own: await inFolder((folder) => ownRuns(folder, url, size)) };
  });
  if (measured === undefined) return;
  reportRatio(report, { goal: { atLeast: 1 }, metric: 'postgres_ratio_50', name: 'PostgresSaver', size, ...measured });
};

interface PeerSteps extends Steps {
  /** What the same graph takes that commits nothing. */
  readonly graphMs: number;
}

interface Size {
  readonly turns: number;
  readonly runs: number;
  readonly steps: number;
}

interface Ratio {
  readonly metric: string;
  readonly goal: { readonly atLeast: number };
  readonly name: string;
  readonly own: Steps;
  readonly peer: PeerSteps;
  readonly size: Size;
}

function reportRatio(report: Parameters<Bench>[0], { metric, goal, name, own, peer, size }: Ratio): void {
  const stored = size.runs * size.steps;
  const bytes = `${(own.bytes / stored).toFixed(0)} bytes a step of ${bodyBytes}, LangGraph.js ${(peer.bytes / stored).toFixed(0)}`;
  const peerTime = `${peer.stepMs.toFixed(2)} ms, ${peer.graphMs.toFixed(2)} ms of it its graph alone`;
  const time = `${own.stepMs.toFixed(2)} ms a step, LangGraph.js 1.7 with ${name} (sync) ${peerTime}`;
  const processor = `processor ${own.cpuMs.toFixed(2)} and ${peer.cpuMs.toFixed(2)} ms`;
  const note = `${time}; ${processor}; ${bytes}; ${size.turns} turns, ${size.steps} steps; medians of ${size.runs} runs`;
  report(toFigure({ bench: 'step', metric, value: peer.stepMs / own.stepMs, unit: '×', goal, note }));
}

async function peerSteps(kind: 'sqlite' | 'postgres', place: string, size: Size): Promise<PeerSteps | undefined> {
  const found = await runPeer('langgraph-step', [kind, place, size.steps, size.runs]);
  if (found === undefined) return undefined;
  const of = (name: keyof PeerSteps): number => found[name] ?? Number.NaN;
  return { stepMs: of('stepMs'), cpuMs: of('cpuMs'), graphMs: of('graphMs'), bytes: of('bytes') };
}

async function ownRuns(home: string, databaseUrl: string | undefined, size: Size): Promise<Steps> {
  await using store = await openStore({ home, databaseUrl, clock: systemClock });
  const scope = await localScope(store);
  await ownSteps(store, scope, { ...size, runs: 3 });
  const before = await databaseBytes(store);
  const cpuBefore = process.cpuUsage();
  const times = await ownSteps(store, scope, size);
  const { user, system } = process.cpuUsage(cpuBefore);
  const stepMs = median(times.map((run) => run.reduce((sum, ms) => sum + ms, 0) / run.length));
  const cpuMs = (user + system) / 1000 / (size.runs * size.steps);
  return { stepMs, cpuMs, bytes: (await databaseBytes(store)) - before };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
