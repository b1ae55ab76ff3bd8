import type { HitPolicy, Stage } from '../catalog/kinds/rule-set.ts';
import type { FactValue, Facts } from './facts.ts';
import type { Timers } from './timers.ts';

/** One rule that was true, with what it says. */
export interface Hit {
  readonly rule: string;
  readonly type: string;
  readonly params: Readonly<Record<string, FactValue>>;
  /** collect-sum only: what the rule adds to the sum. */
  readonly score?: number;
}

/** A rule that could not be judged, and why. */
export interface RuleFault {
  readonly rule: string;
  readonly message: string;
}

/** What the rules would have said with those in shadow enforced. */
export interface Divergence {
  readonly hits: readonly Hit[];
  readonly score?: number;
  /** Rules in shadow that could not be judged. */
  readonly faults?: readonly RuleFault[];
}

/** What the rules said about facts, with the reasons. `hits` is empty when no rule was true. */
export interface Verdict {
  readonly stage: Stage;
  readonly ruleSet: string;
  /** sha256 of the rule set without its tests, in hex (`ruleSetDigest`). */
  readonly digest: string;
  readonly hitPolicy: HitPolicy;
  /** `first`: at most one · else every true rule, by priority, then in the order of definition. */
  readonly hits: readonly Hit[];
  /** collect-sum only: the sum of the hits' scores. */
  readonly score?: number;
  /**
   * Rules that could not be judged; absent when there are none. With `first`, nothing after such a rule is judged, since
   * it may have come first; else the hits are those of all other rules.
   */
  readonly faults?: readonly RuleFault[];
  /** Present only where the rules in shadow make a difference. */
  readonly shadow?: Divergence;
  /** What rules with `for`, `keepFor`, `rate` or `mode: shadow` are to remember, by name; present only if any such rule is there. */
  readonly timers?: Timers;
}

/** A rule set that passed every check at load and can be evaluated. */
export interface RuleBundle {
  readonly name: string;
  readonly stage: Stage;
  readonly digest: string;
  /**
   * What the rules say about a snapshot: a pure function of the digest and the facts, `now` and `timers` among them.
   * Fails with INTERNAL when a fact is missing or of the wrong type.
   */
  evaluate(facts: Facts): Verdict;
  /**
   * The same for many snapshots that share some facts: what depends on these alone is evaluated once. The facts given
   * later are all the others.
   */
  given(shared: Facts): (others: Facts) => Verdict;
  /**
   * When (ms since 1970, after `now`) the verdict over these facts next changes if nothing happens but that time passes;
   * undefined: never.
   */
  nextChange(facts: Facts): number | undefined;
}
