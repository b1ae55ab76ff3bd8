import { type HitPolicy, type Stage } from '../catalog/kinds/rule-set.ts';
import { type FactValue, type Facts } from './facts.ts';

/** One rule that was true, with what it says. */
export interface Hit {
  readonly rule: string;
  readonly type: string;
  readonly params: Readonly<Record<string, FactValue>>;
  /** collect-sum only: what the rule adds to the sum. */
  readonly score?: number;
}

/** What the rules said about facts, with the reasons. `hits` is empty when no rule was true. */
export interface Verdict {
  readonly stage: Stage;
  readonly ruleSet: string;
  /** sha256 of the rule set's canonical spec, in hex. */
  readonly digest: string;
  readonly hitPolicy: HitPolicy;
  /** `first`: at most one · else every true rule, by priority, then in the order of definition. */
  readonly hits: readonly Hit[];
  /** collect-sum only: the sum of the hits' scores. */
  readonly score?: number;
}

/** A rule set that passed every check at load and can be evaluated. */
export interface RuleBundle {
  readonly name: string;
  readonly stage: Stage;
  readonly digest: string;
  evaluate(facts: Facts): Promise<Verdict>;
}
