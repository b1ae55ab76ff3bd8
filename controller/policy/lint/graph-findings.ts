import { createBudget } from './budget.ts';
import { findDeadEnds } from './checks/dead-end.ts';
import { findIllegalMoves } from './checks/illegal-move.ts';
import { findLivelocks } from './checks/livelock.ts';
import { findUnreachable } from './checks/unreachable.ts';
import type { Finding } from './finding.ts';
import { departuresOf } from './graph/departures.ts';
import type { LintView } from './lint-view.ts';

const mostSteps = 200_000;
const mostChains = 4_000;

/** What can be said of phase rules as ways from phase to phase; with escalation rules, of the circles through both alone. */
export function graphFindings(view: LintView, escalation?: LintView): readonly Finding[] {
  const budget = createBudget(mostSteps);
  const chains = createBudget(mostChains);
  const departures = departuresOf(view, budget);
  const circles = findLivelocks(view, departures, escalation, chains);
  if (escalation !== undefined) return circles.filter(({ ruleSet }) => ruleSet === escalation.name);
  const found = [
    ...findIllegalMoves(view, departures, budget),
    ...findUnreachable(view, departures),
    ...findDeadEnds(view, departures, budget),
    ...circles,
  ];
  return [...found, ...unknowns(view, budget.left < 0, chains.left < 0)];
}

/** What the findings may lack, so that silence is not taken for an answer. */
function unknowns(view: LintView, isCutShort: boolean, areChainsCutShort: boolean): readonly Finding[] {
  const timed = view.rules.filter(({ isEnforced, timing }) => isEnforced && timing !== undefined);
  const [first] = timed;
  return [
    ...(isCutShort ? [unknown(view, 'not every way through the phases was analysed: the rules overlap too much')] : []),
    ...(areChainsCutShort ? [unknown(view, 'not every circle of moves was looked for: there are too many ways')] : []),
    ...(first === undefined
      ? []
      : [unknown(view, `circles in which rules wait or hold on, such as ${first.rule.name}, were not looked for`)]),
  ];
}

function unknown(view: LintView, message: string): Finding {
  return { check: 'not-analysed', severity: 'info', ruleSet: view.name, at: ['rules'], message };
}
