import { type FactValue } from '../../facts.ts';
import { effectsOfMove } from '../../move-effects.ts';
import { type Phase } from '../../phases.ts';
import { meet, regionOf, type Region } from '../../regions/region.ts';
import { hasValue } from '../../regions/value-set.ts';
import { spend, type Budget } from '../budget.ts';
import { isLegal, type Departure } from './departures.ts';
import { actionsAtOnce } from './walk.ts';

/** Where a chain of moves may begin that comes back to its first phase, in terms of the facts that it begins with. */
export interface CycleSeed {
  readonly region: Region;
  readonly rules: readonly string[];
}

interface Chain {
  readonly region: Region;
  /** Facts that the moves so far have set. */
  readonly set: Readonly<Record<string, FactValue>>;
  readonly phase: Phase;
  readonly rules: readonly string[];
}

const longest = 6;
const most = 400;

/** Chains of departures that may go round; found on the rules' regions, and still to be shown on facts. */
export function cycleSeeds(departures: readonly Departure[], budget: Budget): readonly CycleSeed[] {
  const legal = departures.filter(isLegal);
  const seeds: CycleSeed[] = [];
  for (const first of legal) {
    for (const region of first.regions) {
      const set = effectsOfMove(first.subject, first.from, first.to);
      const chain = { region, set, phase: first.to, rules: [first.rule.rule.name] };
      follow(chain, first, legal, budget, seeds);
    }
  }
  return seeds;
}

function follow(chain: Chain, first: Departure, legal: readonly Departure[], budget: Budget, seeds: CycleSeed[]): void {
  if (seeds.length >= most || !spend(budget)) return;
  if (chain.phase === first.from) {
    seeds.push({ region: chain.region, rules: chain.rules });
    return;
  }
  if (chain.rules.length >= longest) return;
  for (const { set } of inPhase(chain)) {
    for (const next of legal) {
      if (next.subject !== first.subject || next.from !== chain.phase) continue;
      for (const region of next.regions) {
        const both = meetAfter(chain.region, region, set);
        if (both === undefined) continue;
        const effects = effectsOfMove(next.subject, next.from, next.to);
        const rules = [...chain.rules, next.rule.rule.name];
        follow({ region: both, set: { ...set, ...effects }, phase: next.to, rules }, first, legal, budget, seeds);
      }
    }
  }
}

// As the phase was entered, and as it is once its own work is done.
function inPhase({ set, phase }: Chain): readonly Pick<Chain, 'set'>[] {
  if (phase === 'Reassign') return [{ set }, { set: { ...set, 'task.handedOver': true } }];
  if (phase !== 'Escalate') return [{ set }];
  const answers = actionsAtOnce.map((action) => ({ ...set, escalation: 'answered', escalationAction: action }));
  return [set, ...answers].map((each) => ({ set: each }));
}

/** What must be so at the beginning for a region to be met now, after some facts have been set. */
function meetAfter(before: Region, now: Region, set: Chain['set']): Region | undefined {
  let found: Region | undefined = before;
  for (const { variable, set: wanted } of now.values()) {
    const { meaning } = variable;
    const fact = meaning.kind === 'value' && meaning.ref.path === undefined ? meaning.ref.fact : undefined;
    const value = fact === undefined ? undefined : set[fact];
    if (value === undefined) found = meet(found, regionOf(variable, wanted));
    else if (!hasValue(wanted, value)) return undefined;
    if (found === undefined) return undefined;
  }
  return found;
}
