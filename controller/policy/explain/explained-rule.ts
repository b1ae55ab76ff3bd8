import type { RuleMode } from '../../catalog/kinds/rule-set.ts';
import type { Place } from '../../errors/maios-error.ts';
import type { Timer } from '../timers.ts';
import type { Hit } from '../verdict.ts';
import type { ExplainedCondition } from './explained-condition.ts';

/**
 * What became of one rule.
 * `fired`: it is among the hits · `kept`: so it is, though its conditions are not true any more (keepFor) ·
 * `overtaken`: true, but with the hit policy `first` a rule before it had the word · `shadow`: true, and not followed
 * since its mode is shadow · `held-back`: its conditions are true, not yet for long or often enough (for, rate) ·
 * `not-true` · `fault`: it could not be judged.
 */
export type RuleOutcome = 'fired' | 'kept' | 'overtaken' | 'shadow' | 'held-back' | 'not-true' | 'fault';

/** One rule, with what became of it and of each of its conditions. */
export interface ExplainedRule {
  readonly rule: string;
  readonly description?: string;
  /** Where it is written, below the spec: `rules[3]`. */
  readonly at: string;
  /** The same in its file, where that is known. */
  readonly place?: Place;
  readonly priority: number;
  /** Present where it is not `enforce`. */
  readonly mode?: RuleMode;
  /** How it depends on the past, as the rule writes it. */
  readonly timing?: {
    readonly for?: string;
    readonly keepFor?: string;
    readonly rate?: { readonly times: number; readonly within: string };
  };
  /** What it says when it is true. */
  readonly type: string;
  readonly outcome: RuleOutcome;
  /** What it said, when it was among the hits. */
  readonly hit?: Hit;
  /** Why it could not be judged. */
  readonly fault?: string;
  /** What it remembers from now on. */
  readonly timer?: Timer;
  readonly conditions: ExplainedCondition;
}
