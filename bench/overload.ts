import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFigure, type Bench } from './figure.ts';
import { startSystem, type System } from './overload/start-system.ts';
import { submitFolder } from './overload/submit.ts';
import { untilEnded } from './overload/until-ended.ts';
import { writeProjects } from './overload/write-projects.ts';
import { withDatabase } from './own-database.ts';
import { withRedis } from './own-redis.ts';

const bench = 'overload';
/** Nothing ended for so long: the rest never will. */
const giveUpMs = 60_000;

interface Load {
  readonly projects: number;
  readonly verify: string | undefined;
}

/** Very many projects of three tasks, submitted at once to one server and one worker that share PostgreSQL and Redis. */
export const run: Bench = async (report, { short }) => {
  const empty = await measure({ projects: short ? 100 : 5000, verify: undefined });
  if (empty === undefined) return;
  const { complete, total, seconds, serverMib, workerMib, submittedS } = empty;
  const note = `${total} projects of 3 tasks, one scripted turn each; all submitted after ${submittedS.toFixed(1)} s`;
  report(
    toFigure({ bench, metric: 'completed_ratio', value: complete / total, unit: 'of 1', goal: { atLeast: 1 }, note }),
  );
  const peer = { name: 'McKinsey Ark, 10 workers (published)', value: 11.6 };
  const rate = { bench, metric: 'projects_per_s', value: complete / seconds, unit: 'projects/s' };
  report(
    toFigure({
      ...rate,
      goal: { atLeast: short ? 1 : 116 },
      peer,
      note: timeNote(empty),
    }),
  );
  const atMost200 = { unit: 'MiB', goal: { atMost: 200 }, note: 'the most that it held' };
  report(toFigure({ bench, metric: 'server_rss_mib', value: serverMib, ...atMost200 }));
  report(toFigure({ bench, metric: 'worker_rss_mib', value: workerMib, ...atMost200 }));

  const proved = await measure({ projects: short ? 20 : 500, verify: 'true' });
  if (proved === undefined) return;
  const proof = `${proved.complete} of ${proved.total} complete; each task proved by a command in a sandbox of plain processes`;
  const value = proved.complete / proved.seconds;
  report(toFigure({ bench, metric: 'verified_projects_per_s', value, unit: 'projects/s', note: proof }));
};

// A machine that does much else stretches the time by the clock; that of the processor holds.
function timeNote({ seconds, total, serverCpuMs, workerCpuMs }: Measured): string {
  const [server, worker] = [serverCpuMs / total, workerCpuMs / total].map((ms) => ms.toFixed(1));
  return `${seconds.toFixed(1)} s from the first request; processor time a project: server ${server} ms, worker ${worker} ms`;
}

interface Measured {
  readonly complete: number;
  readonly total: number;
  readonly seconds: number;
  readonly submittedS: number;
  readonly serverMib: number;
  readonly workerMib: number;
  readonly serverCpuMs: number;
  readonly workerCpuMs: number;
}

async function measure({ projects, verify }: Load): Promise<Measured | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-bench-'));
  try {
    const specs = join(folder, 'specs');
    await writeProjects(specs, projects, verify);
    return await withDatabase(bench, async (databaseUrl) =>
      withRedis(async (redisUrl) => {
        await using system = await startSystem({ folder, databaseUrl, redisUrl });
        return await carriedOut(system, { specs, databaseUrl, projects });
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Submission {
  readonly specs: string;
  readonly databaseUrl: string;
  readonly projects: number;
}

async function carriedOut(system: System, { specs, databaseUrl, projects }: Submission): Promise<Measured> {
  const before = { server: await system.server.cpuMs(), worker: await system.worker.cpuMs() };
  const started = performance.now();
  const secondsSince = (): number => (performance.now() - started) / 1000;
  let submittedS = Number.NaN;
  const submitting = submitFolder(system.socketPath, specs).then(() => (submittedS = secondsSince()));
  const { complete, total } = await untilEnded(databaseUrl, projects, giveUpMs, () => undefined);
  const seconds = secondsSince();
  await submitting;
  const { server, worker } = system;
  return {
    complete,
    total: Math.max(total, projects),
    seconds,
    submittedS,
    serverMib: await server.peakMib(),
    workerMib: await worker.peakMib(),
    serverCpuMs: (await server.cpuMs()) - before.server,
    workerCpuMs: (await worker.cpuMs()) - before.worker,
  };
}
