import type { Rule } from '../../catalog/kinds/rule-set.ts';
import { durationMs } from './duration.ts';

/** How a rule depends on the past, in milliseconds. */
export interface Timing {
  readonly forMs: number;
  readonly keepForMs: number;
  readonly rate: { readonly times: number; readonly withinMs: number } | undefined;
  /** In shadow: that it has become true is news in itself, which a rule in force makes by what it says. */
  readonly inShadow: boolean;
}

/** The timing of a rule; undefined for one that has nothing to remember. A rule in shadow remembers since when it is true. */
export function timingOf({ for: held, keepFor, rate, mode }: Rule): Timing | undefined {
  if (held === undefined && keepFor === undefined && rate === undefined && mode !== 'shadow') return undefined;
  return {
    forMs: held === undefined ? 0 : durationMs(held),
    keepForMs: keepFor === undefined ? 0 : durationMs(keepFor),
    rate: rate === undefined ? undefined : { times: rate.times, withinMs: durationMs(rate.within) },
    inShadow: mode === 'shadow',
  };
}
