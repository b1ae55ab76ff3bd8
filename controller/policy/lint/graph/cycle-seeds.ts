import type { FactValue } from '../../facts.ts';
import { effectsOfMove } from '../../move-effects.ts';
import type { Phase, Subject } from '../../phases.ts';
import { meet, type Region } from '../../regions/region.ts';
import { hasValue } from '../../regions/value-set.ts';
import { spend, type Budget } from '../budget.ts';
import { isLegal, type Departure } from './departures.ts';

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

/**
 * Chains of departures that may go round, with what escalation rules may answer on the way; found on the rules' regions, and
 * still to be shown on facts.
 */
export function cycleSeeds(
  departures: readonly Departure[],
  answers: readonly string[],
  budget: Budget,
): readonly CycleSeed[] {
  const legal = exitsOf(departures, answers);
  const seeds: CycleSeed[] = [];
  for (const first of departures.filter(isLegal)) {
    for (const region of first.regions) {
      const set = effectsOfMove(first.subject, first.from, first.to);
      const chain = { region, set, phase: first.to, rules: [first.rule.rule.name] };
      follow(chain, first, legal, budget, seeds);
    }
  }
  return seeds;
}

interface Exits {
  /** What escalation rules may answer at once. */
  readonly answers: readonly string[];
  from(subject: Subject, phase: Phase): readonly Departure[];
}

function exitsOf(departures: readonly Departure[], answers: readonly string[]): Exits {
  const exits = Map.groupBy(departures.filter(isLegal), ({ subject, from }) => `${subject} ${from}`);
  return { answers, from: (subject, phase) => exits.get(`${subject} ${phase}`) ?? [] };
}

function follow(chain: Chain, first: Departure, legal: Exits, budget: Budget, seeds: CycleSeed[]): void {
  if (seeds.length >= most || !spend(budget)) return;
  if (chain.phase === first.from) {
    seeds.push({ region: chain.region, rules: chain.rules });
    return;
  }
  if (chain.rules.length >= longest) return;
  for (const { set } of inPhase(chain, legal)) {
    for (const next of legal.from(first.subject, chain.phase)) {
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
function inPhase({ set, phase }: Chain, { answers }: Exits): readonly Pick<Chain, 'set'>[] {
  if (phase === 'Reassign') return [{ set }, { set: { ...set, 'task.handedOver': true } }];
  if (phase !== 'Escalate') return [{ set }];
  const answered = answers.map((action) => ({ ...set, escalation: 'answered', escalationAction: action }));
  return [set, ...answered].map((each) => ({ set: each }));
}

/** What must be so at the beginning for a region to be met now, after some facts have been set. */
function meetAfter(before: Region, now: Region, set: Chain['set']): Region | undefined {
  const left = new Map(now);
  for (const [key, { variable, set: wanted }] of now) {
    const { meaning } = variable;
    const value = meaning.kind === 'value' && meaning.ref.path === undefined ? set[meaning.ref.fact] : undefined;
    if (value === undefined) continue;
    if (!hasValue(wanted, value)) return undefined;
    left.delete(key);
  }
  return meet(before, left);
}
