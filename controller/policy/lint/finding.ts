import type { RuleTest } from '../../catalog/kinds/rule-set.ts';
import type { At } from '../conditions/condition.ts';

/** What is looked for. `not-analysed` tells what could not be known. */
export const lintChecks = [
  'never-true',
  'always-true',
  'shadowed',
  'conflicting',
  'uncovered',
  'illegal-move',
  'unreachable',
  'dead-end',
  'livelock',
  'not-analysed',
] as const;
export type LintCheck = (typeof lintChecks)[number];

/** error: the rules cannot mean this · warning: they may · info: what was not looked at. */
export type Severity = 'error' | 'warning' | 'info';

/** Something about a rule set that holds whatever happens, found by looking at the rules alone. */
export interface Finding {
  readonly check: LintCheck;
  readonly severity: Severity;
  readonly ruleSet: string;
  /** All rule sets that it comes from, where these are several. */
  readonly ruleSets?: readonly string[];
  /** The rule that it is about; absent where it is about the set. */
  readonly rule?: string;
  /** The rules that it also has to do with. */
  readonly others?: readonly string[];
  /** Where, below the spec. */
  readonly at: At;
  /** One sentence for people. */
  readonly message: string;
  /** A case that shows it, and passes with the rules as they are: the rules were asked before it was written down. */
  readonly counterexample?: RuleTest;
}
