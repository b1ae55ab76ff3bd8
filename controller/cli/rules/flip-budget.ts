import type { ReplayReport } from '../../policy/replay/replay-report.ts';

/** How many decisions may flip: a number of them, or a share of all that were replayed. */
export type FlipBudget = { readonly flips: number } | { readonly share: number };

/** Reads `12` or `2.5%`; undefined for anything else. */
export function readFlipBudget(text: string): FlipBudget | undefined {
  const found = /^(\d{1,9})$|^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text);
  if (found === null) return undefined;
  const [, flips, percent] = found;
  return flips === undefined ? { share: Number(percent) / 100 } : { flips: Number(flips) };
}

/** Hides what binary fractions take away: 29 of 100 are no more than 29 %. */
const rounding = 1e-6;

/** Whether a change flips more than it may. Counterfactual flips count: what cannot be known is not taken for good. */
export function isOverBudget(budget: FlipBudget, report: ReplayReport): boolean {
  const { flips } = report;
  return flips > ('flips' in budget ? budget.flips : budget.share * replayedOf(report) + rounding);
}

/** The decisions of which it is known whether they flip. */
export function replayedOf({ decisions, unseen }: ReplayReport): number {
  return unseen.reduce((left, each) => left - each.decisions, decisions);
}
