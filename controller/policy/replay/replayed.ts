import type { RuleCause, ScoreCause } from './flip.ts';
import type { Outcome } from './outcome.ts';

/** What became of one decision: the same, another outcome, or nothing that could be told. */
export type Replayed =
  | { readonly kind: 'same' }
  | { readonly kind: 'unseen'; readonly reason: string }
  | {
      readonly kind: 'flip';
      readonly from: Outcome;
      readonly to: Outcome;
      readonly rules: readonly RuleCause[];
      readonly scores?: readonly ScoreCause[];
    };

export const same: Replayed = { kind: 'same' };

export function notRecorded(fact: string): Replayed {
  return { kind: 'unseen', reason: `fact ${fact} was not recorded` };
}
