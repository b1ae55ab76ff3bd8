import test from 'ava';
import { houseStateOf } from '../../controller/compose/house-state.ts';
import { loadConfig } from '../../controller/config/config.ts';
import { saveUpkeepRecord } from '../../controller/upkeep/upkeep-record.ts';
import { makeWorkspaces } from './open-house.ts';

const at = '2026-11-01T00:00:00.000Z';

test('health: says that there is no room, and which duty fails, and tells no place and no reason', async (t) => {
  const workspaces = await makeWorkspaces(t);
  const ask = houseStateOf({ config: loadConfig({ MAIOS_WORKSPACES: workspaces }) });
  t.deepEqual(await ask(), { room: true, upkeep: [] });
  const full = loadConfig({ MAIOS_WORKSPACES: workspaces, MAIOS_MIN_FREE_MIB: '1000000000000' });
  await saveUpkeepRecord(workspaces, [
    { duty: 'workspaces', at, failed: { what: `EACCES: ${workspaces}`, since: at, fix: 'Let it.' } },
    { duty: 'unused bodies', at, removed: { what: '1 stored text', at } },
  ]);
  t.deepEqual(await houseStateOf({ config: full })(), {
    room: false,
    upkeep: [
      { duty: 'workspaces', at, failingSince: at },
      { duty: 'unused bodies', at, failingSince: null },
    ],
  });
});
