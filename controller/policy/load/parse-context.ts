import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { FactTable } from '../facts.ts';
import type { Problems } from './problems.ts';

/** What conditions may refer to, and where their problems go. */
export interface ParseContext {
  readonly stage: Stage;
  readonly facts: FactTable;
  /** Names of the conditions that a reference may name. */
  readonly named: ReadonlySet<string>;
  readonly problems: Problems;
}
