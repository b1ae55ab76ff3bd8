import type { Place } from '../../errors/maios-error.ts';
import type { FactValue } from '../facts.ts';

/**
 * What became of one condition. `not-evaluated`: the conditions before it had settled their group already, in the order
 * as written. `missing`: a comparison that is false, and one of its sides is null because the fact is not known or its
 * path leads nowhere. `fault`: it could not be judged.
 */
export type Outcome = 'true' | 'false' | 'not-evaluated' | 'missing' | 'fault';

interface Explained {
  /** Where it is written, below the spec: `rules[3].conditions.all[1]`. */
  readonly at: string;
  /** The same in its file, where that is known. */
  readonly place?: Place;
  readonly outcome: Outcome;
}

export interface ExplainedGroup extends Explained {
  readonly kind: 'all' | 'any';
  readonly of: readonly ExplainedCondition[];
}

export interface ExplainedNot extends Explained {
  readonly kind: 'not';
  readonly of: ExplainedCondition;
}

/** A condition that the rule set defines by name, with its own tree. */
export interface ExplainedReference extends Explained {
  readonly kind: 'reference';
  readonly name: string;
  readonly of: ExplainedCondition;
}

export interface ExplainedComparison extends Explained {
  readonly kind: 'comparison';
  readonly fact: string;
  readonly path?: string;
  /** As the rule writes it. */
  readonly operator: string;
  /** The value that the fact had; absent from what was not evaluated. */
  readonly found?: FactValue;
  /** What it was compared with; a literal is shown even where nothing was evaluated. */
  readonly expected?: FactValue;
  /** The fact that `expected` was read from. */
  readonly expectedFact?: string;
  readonly expectedPath?: string;
  /** Why it could not be judged. */
  readonly message?: string;
}

/** A condition with what became of it, and of everything in it. */
export type ExplainedCondition = ExplainedGroup | ExplainedNot | ExplainedReference | ExplainedComparison;
