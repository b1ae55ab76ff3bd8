import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { systemClock } from '../../controller/clock/clock.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { verifyChain } from '../../controller/store/operations/decisions/verify-chain.ts';
import type { ProjectDetailView } from '../../controller/store/operations/views/project-detail.ts';
import { makeFolder, type Maios, useMaios } from '../support/maios.ts';
import { localScope } from '../support/rows.ts';

const apply = ['run', '-f', 'test/e2e/specs/relay'] as const;

/** Kills the owner as soon as it prints a line like each of these, in their order, and starts it again each time. */
const survives = test.macro<RegExp[]>({
  async exec(t, ...moments) {
    t.timeout(120_000);
    const maios = await useMaios(t);
    for (const moment of moments) {
      const owner = maios.start(...apply);
      await owner.line(moment);
      await owner.kill();
    }
    const { code, stdout, stderr } = await maios.run(...apply);
    t.is(code, 0, stdout + stderr);
    t.regex(stdout, /ended +Complete/);

    const project = (await maios.json('project', 'status', 'relay')) as ProjectDetailView;
    t.is(project.phase, 'Complete');
    const folder = join(await makeFolder(t), 'result');
    t.is((await maios.run('project', 'result', 'relay', '--to', folder)).code, 0);
    t.deepEqual(trailers(folder, 'Maios-Task').toSorted(), ['first', 'second', 'third']);
    t.is(new Set(trailers(folder, 'Maios-Run')).size, 3);

    const records = await readRecords(maios, project.id);
    t.deepEqual(records.gaps, [], 'steps without gaps');
    t.deepEqual(records.repeatedTurns, [], 'no model call twice');
    t.deepEqual(records.notEndedOnce, [], 'one result a run');
    t.deepEqual(records.merged, ['first', 'second', 'third']);
    t.is(records.chainBreak, undefined);
  },
  title: (_, ...moments) => `kill -9: nothing is lost or doubled after ${moments.map(String).join(', ')}`,
});

test.serial(
  survives,
  /project +step +1 turn list_files/,
  /first +step +2 observation write_file/,
  /first +step +\d+ verify passed/,
);
test.serial(survives, /project +planned/, /second +queued +work by \w+, attempt 2/, /third +merged/);

function trailers(repository: string, key: string): readonly string[] {
  const format = `--format=%(trailers:key=${key},valueonly,separator=%x2C)`;
  const text = execFileSync('git', ['-C', repository, 'log', format], { encoding: 'utf8' });
  return text.split('\n').filter((line) => line !== '');
}

/** What the database holds, read after the process that wrote it is gone. */
async function readRecords({ home }: Maios, projectId: string) {
  await using store = await openStore({ home, clock: systemClock });
  const scope = await localScope(store);
  return await store.transaction(async (tx) => ({
    gaps: await tx.query<unknown[]>(
      `SELECT r.id, r.step_count, count(s.n) AS found, max(s.n) AS last
       FROM runs r LEFT JOIN run_steps s ON s.run_id = r.id WHERE r.project_id = $1
       GROUP BY r.id HAVING count(s.n) <> r.step_count OR coalesce(max(s.n), 0) <> r.step_count`,
      [projectId],
    ),
    repeatedTurns: await tx.query<unknown[]>(
      `SELECT s.run_id, convert_from(b.body, 'UTF8')::jsonb -> 'turn' AS turn
       FROM run_steps s JOIN runs r ON r.id = s.run_id JOIN blobs b ON b.sha256 = s.body_sha256
       WHERE r.project_id = $1 AND s.kind = 'turn' GROUP BY 1, 2 HAVING count(*) > 1`,
      [projectId],
    ),
    notEndedOnce: await tx.query<unknown[]>(
      `SELECT r.id, r.purpose, r.state, count(e.seq) AS ends FROM runs r
       LEFT JOIN events e ON e.project_id = r.project_id AND e.type = 'RunEnded' AND e.data ->> 'run' = r.id::text
       WHERE r.project_id = $1 GROUP BY r.id HAVING count(e.seq) <> 1 OR r.state <> 'ended' OR r.result IS NULL`,
      [projectId],
    ),
    merged: (
      await tx.query<{ subject: string }[]>(
        `SELECT data ->> 'subject' AS subject FROM events WHERE project_id = $1 AND type = 'Merged' ORDER BY 1`,
        [projectId],
      )
    ).map(({ subject }) => subject),
    chainBreak: await verifyChain(tx, scope, projectId),
  }));
}
