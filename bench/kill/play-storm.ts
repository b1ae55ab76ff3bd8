import { setTimeout as wait } from 'node:timers/promises';
import { conduct } from '../../test/support/cluster/conduct.ts';
import { violationsOf } from '../../test/support/cluster/invariants.ts';
import { type Blow, drawStorm } from './draw-storm.ts';
import type { Lane } from './lane.ts';
import type { Round } from './round.ts';

const projects = 2;
const longestMs = 330_000;

/** Has two projects made while a seed strikes here and there, and looks at what is left. */
export async function playStorm(lane: Lane, seed: number): Promise<Round> {
  const { cluster } = lane;
  const began = Date.now();
  const blows = drawStorm(seed, {
    servers: cluster.members.filter(({ kind }) => kind !== 'worker').length,
    all: cluster.members.length,
  });
  const conducting = Array.from({ length: projects }, () => conduct(cluster, lane.name(), longestMs));
  // Redis is one, and down once at a time.
  let redis = Promise.resolve();
  const struck = await Promise.all(
    blows.map(async (blow) => {
      await wait(blow.atMs);
      if (!blow.do.startsWith('redis')) return strike(lane, blow);
      const turn = redis.then(() => strike(lane, blow));
      redis = turn.then(() => undefined);
      return turn;
    }),
  );
  const conducted = await Promise.all(conducting);
  const violations = (await Promise.all(conducted.map((project) => violationsOf(cluster, project)))).flat();
  for (const member of cluster.members) member.arm();
  lane.ended.push(...conducted.filter(({ ended }) => ended).map(({ id }) => id));
  const planned = blows.map(nameOf);
  const somewhere = cluster.strikes().filter(({ at, action }) => at >= began && action === 'kill');
  return {
    again: `storm:${seed}`,
    planned: [...new Set(planned)],
    struck: [...struck.flat(), ...somewhere.map(() => 'at random: kill-somewhere')],
    violations,
    recoveries: [],
    durationMs: Date.now() - began,
  };
}

function nameOf(blow: Blow): string {
  return `at random: ${blow.do}`;
}

async function strike({ cluster, redis }: Lane, blow: Blow): Promise<readonly string[]> {
  switch (blow.do) {
    case 'kill':
      cluster.members[blow.member]?.signal('SIGKILL');
      break;
    case 'kill-somewhere':
      // It counts when it struck: it may come to no point any more.
      cluster.members[blow.member]?.arm(`seed:${blow.seed}:0.02`);
      return [];
    case 'freeze':
      cluster.members[blow.member]?.signal('SIGSTOP');
      await wait(blow.forMs);
      cluster.members[blow.member]?.signal('SIGCONT');
      break;
    case 'redis-killed':
      await redis.kill();
      await wait(blow.forMs);
      await redis.start({ empty: true });
      break;
    case 'redis-emptied':
      await redis.command('FLUSHALL');
      await redis.command('SCRIPT FLUSH');
  }
  return [nameOf(blow)];
}
