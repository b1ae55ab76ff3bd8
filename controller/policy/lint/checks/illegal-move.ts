import { show } from '../../conditions/json.ts';
import { guardFacts } from '../../guard-facts.ts';
import { legalMoves } from '../../phases.ts';
import { meet, type Region } from '../../regions/region.ts';
import type { Budget } from '../budget.ts';
import { counterexampleIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import { firstUncovered } from '../first-uncovered.ts';
import { isLegal, unguarded, type Departure } from '../graph/departures.ts';
import { speaksAtOnce, type LintView } from '../lint-view.ts';

/** Rules that want a move which is never made: the subject stalls. */
export function findIllegalMoves(view: LintView, departures: readonly Departure[], budget: Budget): readonly Finding[] {
  return departures.flatMap((departure) => {
    const regions = isLegal(departure) ? withoutGuard(view, departure) : departure.regions;
    const found = regions.length === 0 ? undefined : finding(view, departure, free(view, departure, regions, budget));
    return found === undefined ? [] : [found];
  });
}

function withoutGuard(view: LintView, departure: Departure): readonly Region[] {
  const outside = unguarded(view, departure);
  return departure.regions
    .flatMap((region) => outside.map((other) => meet(region, other)))
    .filter((both) => both !== undefined);
}

// The parts of it that rules judged before leave over, as far as one of each can be found.
function free(view: LintView, departure: Departure, regions: readonly Region[], budget: Budget): readonly Region[] {
  const { rule, regions: all, free: part } = departure;
  if (regions === all && part !== 'unknown') return [part];
  const before = view.rules
    .slice(0, view.rules.indexOf(rule))
    .flatMap((each) => (speaksAtOnce(each) ? (each.regions ?? []) : []));
  return regions
    .map((region) => firstUncovered(region, before, budget))
    .filter((part) => part !== undefined && part !== 'unknown');
}

function finding(view: LintView, departure: Departure, regions: readonly Region[]): Finding | undefined {
  const { subject, from, to, rule } = departure;
  const name = rule.rule.name;
  const counterexample = counterexampleIn(
    view,
    regions,
    `${name} wants a ${subject} to go from ${from} to ${to}`,
    ({ hits }) => hits[0]?.rule === name,
  );
  if (counterexample === undefined) return undefined;
  return {
    check: 'illegal-move',
    severity: 'error',
    ruleSet: view.name,
    rule: name,
    at: rule.at,
    message: `${name} wants a ${subject} to go from ${from} to ${to}, ${reason(departure)}; it would stall there`,
    counterexample,
  };
}

function reason({ subject, from, to }: Departure): string {
  const moves = legalMoves[subject][from];
  const guard = moves.find((move) => move.to === to)?.guard;
  if (guard === undefined) return `where only ${moves.map((move) => move.to).join(', ')} may follow`;
  const { fact, value } = guardFacts[guard];
  return `which is allowed only while ${fact} is ${show(value)}, and the rule does not ask for that`;
}
