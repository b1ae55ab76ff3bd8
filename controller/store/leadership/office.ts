import { MaiosError } from '../../errors/maios-error.ts';
import type { Leadership } from '../leadership.ts';

/** Who leads, as this process knows it; tells its listeners. */
export interface Office extends Pick<Leadership, 'epoch' | 'onChange'> {
  set(epoch: number | undefined): void;
}

export function createOffice(): Office {
  const listeners = new Set<(epoch: number | undefined) => void>();
  let current: number | undefined;
  return {
    epoch: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(epoch) {
      if (epoch === current) return;
      current = epoch;
      for (const listener of listeners) listener(epoch);
    },
  };
}

/** Fails with NOT_LEADING unless this process leads under just this epoch. */
export function requireEpoch(office: Office, epoch: number): void {
  const found = office.epoch();
  if (found === epoch) return;
  const under = found === undefined ? 'another process may' : `it leads with ${found}`;
  throw new MaiosError('NOT_LEADING', `expected to lead with epoch ${epoch}, found that ${under}`);
}
