import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** How the projects of a database stand. */
export interface Standing {
  readonly complete: number;
  readonly ended: number;
  readonly total: number;
}

/** Waits until every project has ended; gives up when nothing ends for so long. Calls `look` at each look. */
export async function untilEnded(
  url: string,
  total: number,
  giveUpMs: number,
  look: (standing: Standing) => void,
): Promise<Standing> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let last = { standing: await standingOf(client), at: performance.now() };
    while (last.standing.ended < total && performance.now() - last.at < giveUpMs) {
      await wait(200);
      const standing = await standingOf(client);
      if (standing.ended > last.standing.ended || standing.total > last.standing.total) {
        last = { standing, at: performance.now() };
      }
      look(standing);
    }
    return last.standing;
  } finally {
    await client.end();
  }
}

async function standingOf(client: pg.Client): Promise<Standing> {
  const { rows } = await client.query<{ complete: string; ended: string; total: string }>(
    `SELECT count(*) FILTER (WHERE phase = 'Complete') AS complete, count(ended_at) AS ended, count(*) AS total FROM projects`,
  );
  const [row] = rows;
  return { complete: Number(row?.complete), ended: Number(row?.ended), total: Number(row?.total) };
}
