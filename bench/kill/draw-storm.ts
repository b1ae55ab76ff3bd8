import { createRandom, type Random } from '../random.ts';

/** Something that is done to an installation at work, so many milliseconds after the beginning. */
export type Blow = { readonly atMs: number } & (
  | { readonly do: 'kill'; readonly member: number }
  /** Dies wherever the seed says in the order of the points that it comes to. */
  | { readonly do: 'kill-somewhere'; readonly member: number; readonly seed: number }
  /** Longer than the lease, and than a leader may be silent for a short while. */
  | { readonly do: 'freeze'; readonly member: number; readonly forMs: number }
  | { readonly do: 'redis-killed'; readonly forMs: number }
  | { readonly do: 'redis-emptied' }
);

/** Each lost worker may be the same run's, and one that loses four is ended; a busy machine may lose one more by itself. */
const mostLosses = 2;
const lastMs = 9000;

/** What a seed does to servers and workers, several at once among it; in the order of time. */
export function drawStorm(seed: number, members: { readonly servers: number; readonly all: number }): readonly Blow[] {
  const random = createRandom(seed);
  const blows: Blow[] = [];
  let losses = 0;
  for (let count = 4 + random.below(5); count > 0; count -= 1) {
    const blow = drawBlow(random, random.below(lastMs), members, losses < mostLosses);
    if ('member' in blow && blow.member >= members.servers) losses += 1;
    blows.push(blow);
    // Another one at the same moment.
    if (random.below(3) === 0)
      blows.push({ ...drawBlow(random, blow.atMs, { ...members, all: members.servers }, true) });
  }
  return blows.toSorted((one, other) => one.atMs - other.atMs);
}

function drawBlow(
  random: Random,
  atMs: number,
  { servers, all }: { readonly servers: number; readonly all: number },
  mayLose: boolean,
): Blow {
  const member = random.below(mayLose ? all : servers);
  const kinds = [
    'kill',
    'kill',
    'kill-somewhere',
    'kill-somewhere',
    'freeze',
    'redis-killed',
    'redis-emptied',
  ] as const;
  const kind = random.pick(kinds);
  switch (kind) {
    case 'kill':
      return { atMs, do: kind, member };
    case 'kill-somewhere':
      return { atMs, do: kind, member, seed: random.below(1_000_000) };
    case 'freeze':
      return { atMs, do: kind, member, forMs: 2500 + random.below(3000) };
    case 'redis-killed':
      return { atMs, do: kind, forMs: 200 + random.below(2000) };
    case 'redis-emptied':
      return { atMs, do: kind };
  }
}
