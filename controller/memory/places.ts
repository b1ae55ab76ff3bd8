import type { Place } from './ephemeral.ts';

/** Places held within this process. */
export interface Places {
  acquire(place: Place, limit: number): boolean;
  renew(place: Place): void;
  release(place: Place): void;
}

export function createPlaces(now: () => number): Places {
  const held = new Map<string, Map<string, number>>();

  const hold = ({ name, holder, ttlMs }: Place): void => {
    const holders = held.get(name) ?? new Map<string, number>();
    held.set(name, holders.set(holder, now() + ttlMs));
  };

  // Whoever did not renew is gone.
  const free = (name: string): ReadonlyMap<string, number> => {
    const holders = held.get(name) ?? new Map<string, number>();
    for (const [holder, expiresAt] of holders) if (expiresAt <= now()) holders.delete(holder);
    return holders;
  };

  return {
    acquire(place, limit) {
      const holders = free(place.name);
      if (!holders.has(place.holder) && holders.size >= limit) return false;
      hold(place);
      return true;
    },
    renew: hold,
    release({ name, holder }) {
      const holders = held.get(name);
      holders?.delete(holder);
      if (holders?.size === 0) held.delete(name);
    },
  };
}
