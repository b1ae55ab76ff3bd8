/**
 * What a rule remembers between evaluations of one subject. It is committed with the decision that it came from, and is
 * the fact `timers` of the next snapshot. All times are ms since 1970.
 */
export interface Timer {
  /** Since when its conditions have held without a break; absent while they do not hold. */
  readonly since?: number;
  /** `keepFor`, and `for` or `rate` in shadow: it was true at the last evaluation, or is kept so. */
  readonly firing?: true;
  /** `keepFor`: it is not true by itself any more, and kept until then. */
  readonly until?: number;
  /** `rate`: when its conditions became true, oldest first, at most as many as the rate asks for. */
  readonly onsets?: readonly number[];
}

/** By rule; rules without anything to remember are not in it. */
export type Timers = Readonly<Record<string, Timer>>;
