import test from 'ava';
import { openLane } from '../../../bench/kill/lane.ts';
import { reached } from '../../../bench/kill/census.ts';
import { faultpoints } from '../../../controller/faults/faultpoints.ts';
import { hasRedis } from '../../support/own-redis.ts';
import { findServices, skip } from '../../support/services.ts';

test('census: some process comes to every named point in the rounds of the kill matrix', async (t) => {
  t.timeout(400_000);
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return;
  if (!hasRedis()) {
    skip(t, 'redis-server is not in the PATH');
    return;
  }
  await using lane = await openLane(services.DATABASE_URL);
  const found = await reached(lane);
  t.deepEqual(
    Object.keys(faultpoints).filter((point) => !found.has(point)),
    [],
  );
});
