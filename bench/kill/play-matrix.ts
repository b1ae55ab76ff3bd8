import { leftFolders } from '../../test/support/cluster/leftovers.ts';
import type { Violation } from '../../test/support/cluster/invariants.ts';
import { type Lane, openLane } from './lane.ts';
import type { Round } from './round.ts';

/** One round, played on whichever lane is free. */
export type Turn = (lane: Lane) => Promise<Round>;

/** Plays all turns on some lanes at once. Nothing is left over on a lane when its last round is over. */
export async function playMatrix(
  lanes: readonly Lane[],
  turns: readonly Turn[],
  tell: (round: Round) => void,
): Promise<readonly Round[]> {
  const waiting = [...turns];
  const played = await Promise.all(
    lanes.map(async (lane) => {
      const rounds: Round[] = [];
      for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) {
        const round = await turn(lane);
        tell(round);
        rounds.push(round);
      }
      return [...rounds.slice(0, -1), ...(await looked(lane, rounds.at(-1), tell))];
    }),
  );
  return played.flat();
}

export async function withLanes<T>(
  count: number,
  databaseUrl: string,
  work: (lanes: readonly Lane[]) => Promise<T>,
): Promise<T> {
  await using parts = new AsyncDisposableStack();
  const lanes = await Promise.all(Array.from({ length: count }, async () => parts.use(await openLane(databaseUrl))));
  return await work(lanes);
}

// Folders are looked at once a lane: it takes a day by the clock.
async function looked(
  { cluster }: Lane,
  last: Round | undefined,
  tell: (round: Round) => void,
): Promise<readonly Round[]> {
  if (last === undefined) return [];
  const left = await leftFolders(cluster);
  if (left.length === 0) return [last];
  const what = 'no folder of a run is left after upkeep';
  const violation: Violation = { harm: 'broken', what, found: left.join(' ') };
  tell({ ...last, violations: [violation] });
  return [{ ...last, violations: [...last.violations, violation] }];
}
