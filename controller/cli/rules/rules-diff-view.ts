import type { ReplayReport } from '../../policy/replay/replay-report.ts';
import type { FlipBudget } from './flip-budget.ts';

/** What `maios rules diff` shows. */
export interface RulesDiffView {
  readonly reports: readonly ReplayReport[];
  /** Names that only one of the two sides has. */
  readonly unpaired: readonly string[];
  readonly budget: FlipBudget | null;
  readonly overBudget: boolean;
}
