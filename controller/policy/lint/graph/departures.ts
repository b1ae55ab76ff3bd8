import type { FactValue } from '../../facts.ts';
import { guardFacts } from '../../guard-facts.ts';
import { isEnd, legalMoves, phases, type Phase, type Subject } from '../../phases.ts';
import { meet, regionOf, type Region } from '../../regions/region.ts';
import { setOf } from '../../regions/value-set.ts';
import type { Budget } from '../budget.ts';
import { firstUncovered } from '../first-uncovered.ts';
import { speaksAtOnce, type LintedRule, type LintView } from '../lint-view.ts';

/** A rule that wants to take a subject out of a phase. */
export interface Departure {
  readonly subject: Subject;
  readonly from: Phase;
  readonly to: Phase;
  readonly rule: LintedRule;
  /** Where it is true in that phase. */
  readonly regions: readonly Region[];
  /** Of these, a part where no rule that is judged before it is true; `unknown` when that was too much to find out. */
  readonly free: Region | 'unknown';
}

export const subjects: readonly Subject[] = ['project', 'task'];

/** Where a subject is in a phase and is judged there; undefined where it never is. */
export function presence({ space }: LintView, subject: Subject, phase: Phase): Region | undefined {
  const isReopened = subject === 'task' && phase === 'Complete';
  if (isEnd(phase) && !isReopened) return undefined;
  return where(space, { subject: [subject], phase: [phase], ...(isReopened ? { 'task.reviewRejected': [true] } : {}) });
}

/** The region where each fact is one of some values; undefined where that cannot be. */
export function where(
  space: LintView['space'],
  facts: Readonly<Record<string, readonly FactValue[]>>,
): Region | undefined {
  let found: Region | undefined = new Map();
  for (const [fact, values] of Object.entries(facts)) {
    const variable = space.valueOf({ fact });
    found = found === undefined ? undefined : meet(found, regionOf(variable, setOf(values, variable.domain.whole)));
  }
  return found;
}

/** Every way out of every phase by the rules that are in force; those that are always overtaken are left out. */
export function departuresOf(view: LintView, budget: Budget): readonly Departure[] {
  return subjects.flatMap((subject) => phases.flatMap((from) => departuresFrom(view, subject, from, budget)));
}

function departuresFrom(view: LintView, subject: Subject, from: Phase, budget: Budget): readonly Departure[] {
  const here = presence(view, subject, from);
  if (here === undefined) return [];
  const before: Region[] = [];
  const found: Departure[] = [];
  for (const rule of view.rules) {
    if (!rule.isEnforced) continue;
    const regions = (rule.regions ?? []).map((region) => meet(region, here)).filter((both) => both !== undefined);
    const to = phases.find((phase) => phase === rule.rule.event.type);
    const free = firstFree(regions, before, budget);
    if (to !== undefined && to !== from && free !== undefined) found.push({ subject, from, to, rule, regions, free });
    if (speaksAtOnce(rule)) before.push(...regions);
  }
  return found;
}

function firstFree(
  regions: readonly Region[],
  before: readonly Region[],
  budget: Budget,
): Region | 'unknown' | undefined {
  for (const region of regions) {
    const free = firstUncovered(region, before, budget);
    if (free !== undefined) return free;
  }
  return undefined;
}

/** Whether a move is legal, its guard aside. */
export function isLegal({ subject, from, to }: Pick<Departure, 'subject' | 'from' | 'to'>): boolean {
  return legalMoves[subject][from].some((move) => move.to === to);
}

/** Where the guard of a move does not hold; empty for a move without one. */
export function unguarded({ space }: LintView, { subject, from, to }: Departure): readonly Region[] {
  const guard = legalMoves[subject][from].find((move) => move.to === to)?.guard;
  if (guard === undefined) return [];
  const { fact, value } = guardFacts[guard];
  const variable = space.valueOf({ fact });
  const others = variable.domain.texts.values.filter((text) => text !== value);
  const values = typeof value === 'boolean' ? [!value] : others;
  const region = where(space, { [fact]: variable.domain.nulls ? [...values, null] : values });
  return region === undefined ? [] : [region];
}
