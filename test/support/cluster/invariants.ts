import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { verifyChain } from '../../../controller/store/operations/decisions/verify-chain.ts';
import type { Cluster } from './cluster.ts';
import type { Conducted } from './conduct.ts';
import { leftSandboxes } from './leftovers.ts';

/** What is wrong when an invariant does not hold. */
export type Harm = 'lost' | 'doubled' | 'broken';

export interface Violation {
  readonly harm: Harm;
  readonly what: string;
  readonly found: string;
}

interface Check {
  readonly harm: Harm;
  readonly what: string;
  /** Selects what violates it; $1 is the project. */
  readonly text: string;
}

const checks: readonly Check[] = [
  {
    harm: 'doubled',
    what: 'one result a run',
    text: `SELECT r.id, r.purpose, r.state, count(e.seq) AS ends FROM runs r
      LEFT JOIN events e ON e.project_id = r.project_id AND e.type = 'RunEnded' AND e.data ->> 'run' = r.id::text
      WHERE r.project_id = $1 GROUP BY r.id HAVING count(e.seq) > 1`,
  },
  {
    harm: 'lost',
    what: 'every run has ended, and was told to',
    text: `SELECT r.id, r.purpose, r.state, count(e.seq) AS ends FROM runs r
      LEFT JOIN events e ON e.project_id = r.project_id AND e.type = 'RunEnded' AND e.data ->> 'run' = r.id::text
      WHERE r.project_id = $1 GROUP BY r.id HAVING count(e.seq) = 0 OR r.state <> 'ended'`,
  },
  {
    harm: 'broken',
    what: 'steps without gaps',
    text: `SELECT r.id, r.step_count, count(s.n) AS found, max(s.n) AS last
      FROM runs r LEFT JOIN run_steps s ON s.run_id = r.id WHERE r.project_id = $1
      GROUP BY r.id HAVING count(s.n) <> r.step_count OR coalesce(max(s.n), 0) <> r.step_count`,
  },
  {
    harm: 'doubled',
    what: 'each turn of the model recorded once',
    text: `SELECT s.run_id, convert_from(b.body, 'UTF8')::jsonb -> 'turn' AS turn
      FROM run_steps s JOIN runs r ON r.id = s.run_id JOIN blobs b ON b.sha256 = s.body_sha256
      WHERE r.project_id = $1 AND s.kind = 'turn' GROUP BY 1, 2 HAVING count(*) > 1`,
  },
  {
    harm: 'doubled',
    what: 'each task merged once',
    text: `SELECT data ->> 'subject' AS task, count(*) FROM events WHERE project_id = $1 AND type = 'Merged'
      GROUP BY 1 HAVING count(*) > 1`,
  },
  {
    harm: 'doubled',
    what: 'one open run a task at a time',
    // By the order of their events: times are written by several processes, and differ by milliseconds.
    text: `WITH work AS (
        SELECT data->>'subject' AS task, data->>'run' AS run, min(seq) FILTER (WHERE type = 'RunQueued') AS queued,
          max(seq) FILTER (WHERE type = 'RunEnded') AS ended
        FROM events WHERE project_id = $1 AND type IN ('RunQueued', 'RunEnded') AND data->>'purpose' = 'work' GROUP BY 1, 2
      )
      SELECT a.task, a.run, b.run AS beside FROM work a JOIN work b ON b.task = a.task AND b.queued > a.queued
      WHERE b.queued < a.ended`,
  },
  {
    harm: 'broken',
    what: 'events without gaps',
    text: `SELECT count(*), max(e.seq), max(s.event_seq) FROM events e JOIN streams s USING (project_id)
      WHERE e.project_id = $1 HAVING count(*) <> max(e.seq) OR max(e.seq) <> max(s.event_seq)`,
  },
  {
    harm: 'broken',
    what: 'nothing stays reserved',
    text: `SELECT id, tokens_reserved FROM projects WHERE id = $1 AND (tokens_reserved <> 0 OR usd_micro_reserved <> 0)
      UNION ALL SELECT id, tokens_reserved FROM runs WHERE project_id = $1 AND (tokens_reserved <> 0 OR usd_micro_reserved <> 0)`,
  },
  {
    harm: 'broken',
    what: 'a project spent what its runs spent',
    text: `SELECT p.tokens_spent, sum(r.tokens_spent) AS runs FROM projects p JOIN runs r ON r.project_id = p.id
      WHERE p.id = $1 GROUP BY p.id HAVING p.tokens_spent <> sum(r.tokens_spent)`,
  },
  {
    harm: 'lost',
    what: 'what the models used was paid for',
    text: `SELECT p.tokens_spent, sum((t.body -> 'usage' ->> 'inputTokens')::int + (t.body -> 'usage' ->> 'outputTokens')::int) AS used
      FROM projects p JOIN runs r ON r.project_id = p.id JOIN run_steps s ON s.run_id = r.id AND s.kind = 'turn'
      JOIN LATERAL (SELECT convert_from(b.body, 'UTF8')::jsonb AS body FROM blobs b WHERE b.sha256 = s.body_sha256) t ON true
      WHERE p.id = $1 GROUP BY p.id
      HAVING p.tokens_spent < sum((t.body -> 'usage' ->> 'inputTokens')::int + (t.body -> 'usage' ->> 'outputTokens')::int)`,
  },
  {
    harm: 'broken',
    what: 'as many slots taken as runs are open',
    text: `SELECT a.name, a.active, count(r.id) AS open FROM agents a
      LEFT JOIN runs r ON r.agent = a.name AND r.state <> 'ended' AND r.organization_id = a.organization_id
      WHERE $1::uuid IS NOT NULL GROUP BY a.organization_id, a.name HAVING a.active <> count(r.id)`,
  },
  {
    harm: 'broken',
    what: 'no question stays open',
    text: `SELECT id FROM escalations WHERE project_id = $1 AND state = 'open'`,
  },
  {
    harm: 'broken',
    what: 'the outbox lets go of what was sent',
    text: `SELECT o.id FROM outbox o JOIN runs r ON o.payload ->> 'runId' = r.id::text WHERE r.project_id = $1`,
  },
];

/** So long may what follows the end of a project take: a relay that lets go of messages, a worker that is told late. */
const settlesMs = 15_000;

/** Everything that must be true of a project soon after it has ended, in the database and outside of it. */
export async function violationsOf(cluster: Cluster, project: Conducted): Promise<readonly Violation[]> {
  const until = Date.now() + settlesMs;
  for (;;) {
    const found = await violationsNow(cluster, project);
    if (found.length === 0 || Date.now() > until) return found;
    await wait(250);
  }
}

async function violationsNow(cluster: Cluster, project: Conducted): Promise<readonly Violation[]> {
  const found: Violation[] = [];
  const add = (harm: Harm, what: string, rows: readonly unknown[]): void => {
    if (rows.length > 0) found.push({ harm, what, found: JSON.stringify(rows) });
  };
  if (project.phase !== 'Complete') add('lost', 'an accepted project is completed', [project]);
  add('lost', 'no person is needed', project.unexpected);
  const { store, scope } = cluster;
  await store.transaction(async (tx) => {
    for (const { harm, what, text } of checks) add(harm, what, await tx.query<unknown[]>(text, [project.id]));
    const broken = await verifyChain(tx, scope, project.id);
    add('broken', 'the chain of decisions is whole', broken === undefined ? [] : [broken]);
  });
  add('doubled', 'each task is one commit of main', await doubledCommits(cluster, project));
  add('lost', 'each task is a commit of main', await missingCommits(cluster, project));
  const once = await cluster.outside.runsThat('once', project.id);
  add('doubled', 'no `once` effect is repeated', once.slice(1));
  add('lost', 'a `once` effect happens', once.length === 0 ? ['never'] : []);
  const tasks = await tasksOf(cluster, await cluster.outside.runsThat('known', project.id));
  add('doubled', 'no task repeats a `reconcilable` effect', repeated(tasks));
  add('broken', 'no sandbox of a run is left', await leftSandboxes(cluster));
  return found;
}

const run = promisify(execFile);

async function commitsOf({ workspaces }: Cluster, { id }: Conducted): Promise<readonly string[]> {
  const format = '--format=%(trailers:key=Maios-Task,valueonly,separator=%x2C)';
  const git = join(workspaces, id, 'repo.git');
  const { stdout } = await run('git', ['--git-dir', git, 'log', format, 'refs/heads/main']);
  return stdout.split('\n').filter((line) => line !== '');
}

async function doubledCommits(cluster: Cluster, project: Conducted): Promise<readonly string[]> {
  const commits = await commitsOf(cluster, project);
  return commits.filter((task, index) => commits.indexOf(task) !== index);
}

async function missingCommits(cluster: Cluster, project: Conducted): Promise<readonly string[]> {
  const commits = await commitsOf(cluster, project);
  return ['first', 'second', 'third'].filter((task) => !commits.includes(task));
}

async function tasksOf({ store }: Cluster, runs: readonly string[]): Promise<readonly string[]> {
  const rows = await store.transaction((tx) =>
    tx.query<{ id: string; task: string }[]>('SELECT id, task_id AS task FROM runs WHERE id = ANY($1::uuid[])', [runs]),
  );
  const taskOf = new Map(rows.map(({ id, task }) => [id, task]));
  return runs.map((run) => taskOf.get(run) ?? run);
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}
