import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { RuleChange } from './changed-rules.ts';
import type { Flip } from './flip.ts';

/** Flips of one phase, rule, agent, project or outcome. */
export interface FlipCount {
  readonly name: string;
  readonly flips: number;
  /** How many of them are counterfactual. */
  readonly counterfactual: number;
}

/** Which recorded decisions come out otherwise under another revision of their rule set. */
export interface ReplayReport {
  readonly ruleSet: string;
  readonly stage: Stage;
  /** Digests of the two revisions, in hex. */
  readonly before: string;
  readonly after: string;
  readonly changes: readonly { readonly rule: string; readonly change: RuleChange }[];
  /** Decisions of this rule set in the history. */
  readonly decisions: number;
  readonly projects: number;
  /** Decisions that neither revision made: the rule set was another one then. */
  readonly byOtherRevisions: number;
  readonly flips: number;
  /** Flips after an earlier one of the same project: without that one, their facts would not have come about. */
  readonly counterfactual: number;
  /** All decisions after a first flip of their project, whether they flip or not. */
  readonly afterFlip: number;
  readonly by: Readonly<Record<FlipKey, readonly FlipCount[]>>;
  /** The first flips, counterfactual ones last. */
  readonly examples: readonly Flip[];
  /** Decisions that could not be replayed, by reason. */
  readonly unseen: readonly { readonly reason: string; readonly decisions: number }[];
  /** What no replay can see, in words. */
  readonly limits: readonly string[];
}

export const flipKeys = ['outcome', 'phase', 'rule', 'agent', 'project'] as const;
export type FlipKey = (typeof flipKeys)[number];
