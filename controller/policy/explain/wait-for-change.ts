import type { Facts } from '../facts.ts';
import { advanceFacts } from '../time/advance-facts.ts';
import type { RuleBundle, Verdict } from '../verdict.ts';

const mostWaits = 8;

/** What the rules come to say by themselves, as time passes. */
export interface Waited {
  readonly inMs: number;
  readonly verdict: Verdict;
}

/** The first of the coming verdicts that is as wanted, if nothing happens but that time passes; undefined when none is. */
export function waitFor(
  bundle: RuleBundle,
  facts: Facts,
  isReached: (verdict: Verdict) => boolean,
): Waited | undefined {
  const start = Number(facts['now']);
  let now = facts;
  for (let waits = 0; waits < mostWaits; waits += 1) {
    const at = bundle.nextChange(now);
    if (at === undefined) return undefined;
    now = advanceFacts(bundle.stage, remembering(bundle, now), at);
    const verdict = bundle.evaluate(now);
    if (isReached(verdict)) return { inMs: at - start, verdict };
  }
  return undefined;
}

// What the rules remember is committed with each verdict, and is a fact of the next.
function remembering(bundle: RuleBundle, facts: Facts): Facts {
  const { timers } = bundle.evaluate(facts);
  return timers === undefined ? facts : { ...facts, timers: structuredClone(timers) as Facts };
}
