import type { Stage } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { show } from '../conditions/json.ts';
import type { FactValue, Facts } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';
import { factCheck, factProblem, type FactCheck } from './check-facts.ts';

/** One fact of a stage, ready to be read out of snapshots. */
export interface CheckedFact {
  readonly name: string;
  readonly slot: number;
  readonly suits: FactCheck;
}

/** The facts of each stage, by slot. */
export const checkedFacts: Readonly<Record<Stage, readonly CheckedFact[]>> = {
  phase: checksOf('phase'),
  scoring: checksOf('scoring'),
  escalation: checksOf('escalation'),
  permission: checksOf('permission'),
};

/**
 * Holds a snapshot to these facts of a stage, and puts them into their slots: each has to be there, and of its type; null
 * only where it may be. Fails with INTERNAL.
 */
export function readFacts(stage: Stage, wanted: readonly CheckedFact[], facts: Facts, slots: FactValue[]): void {
  for (const { name, slot, suits } of wanted) {
    const value = facts[name];
    if (value === undefined || !suits(value)) throw unfit(stage, name, value);
    slots[slot] = value;
  }
}

function checksOf(stage: Stage): readonly CheckedFact[] {
  return Object.entries(factRegistry[stage]).map(([name, definition], slot) => ({
    name,
    slot,
    suits: factCheck(definition),
  }));
}

function unfit(stage: Stage, name: string, value: unknown): MaiosError {
  const definition = factRegistry[stage][name];
  const expected = definition === undefined ? 'a fact of the stage' : factProblem(definition, value);
  return new MaiosError('INTERNAL', `fact ${name} of the ${stage} stage: expected ${expected}, found ${show(value)}`, {
    details: { stage, fact: name },
  });
}
