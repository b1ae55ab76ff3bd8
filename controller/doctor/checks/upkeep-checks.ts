import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DutyState } from '../../upkeep/duty-state.ts';
import { readUpkeepRecord } from '../../upkeep/upkeep-record.ts';
import type { Check } from '../check.ts';
import { failed, type Finding, ok, warning } from '../finding.ts';

const about = 'Whoever leads removes what nobody needs any more.';
/** Beyond the time between two looks: a pass over many workspaces takes its time. */
const lateMs = 50 * 60_000;

/** How the house is kept, by what the one that leads has left in the folder of the workspaces. */
export const upkeepChecks: readonly Check[] = [
  {
    name: 'upkeep',
    about,
    async run({ config }) {
      if (config.databaseUrl !== undefined || !existsSync(join(config.home, 'database'))) return undefined;
      return findingOf(await readUpkeepRecord(config.workspaces));
    },
  },
  {
    name: 'upkeep',
    about,
    needs: 'database',
    async run({ config, database, now }) {
      const states = await readUpkeepRecord(config.workspaces);
      const leader = await database.leader();
      const since = Math.max(leader?.takenAt.getTime() ?? 0, ...states.map(({ at }) => Date.parse(at)));
      if (leader?.holdsLock !== true || now() - since < config.upkeepMs + lateMs) return findingOf(states);
      return warning(
        `${lookedAt(states)}; ${leader.owner} leads since ${leader.takenAt.toISOString()}`,
        'Look at its last lines, and whether it has this folder; start it anew, and another one takes over.',
      );
    },
  },
];

function findingOf(states: readonly DutyState[]): Finding {
  const [trouble] = states.flatMap(({ duty, failed: what }) => (what === undefined ? [] : [{ duty, ...what }]));
  if (trouble !== undefined) return failed(`${trouble.duty}, since ${trouble.since}: ${trouble.what}`, trouble.fix);
  const removed = states.flatMap((state) => state.removed ?? []).toSorted((a, b) => b.at.localeCompare(a.at));
  const last = removed[0] === undefined ? 'nothing removed yet' : `${removed[0].what} removed at ${removed[0].at}`;
  return ok(states.length === 0 ? lookedAt(states) : `${lookedAt(states)}; ${last}`);
}

function lookedAt(states: readonly DutyState[]): string {
  const [latest] = states.map(({ at }) => at).toSorted((a, b) => b.localeCompare(a));
  return latest === undefined ? 'has not looked yet' : `looked at ${latest}`;
}
