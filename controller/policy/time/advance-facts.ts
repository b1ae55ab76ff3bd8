import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { FactDefinition, Facts, FactValue } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';

/**
 * The facts as they are at a later time (ms since 1970) if nothing happens but that time passes. With `unbegun`, facts that
 * may not have begun to move stay where they are.
 */
export function advanceFacts(stage: Stage, facts: Facts, at: number, unbegun = false): Facts {
  const elapsedMs = at - Number(facts['now']);
  const moved = Object.entries(factRegistry[stage]).flatMap(([name, definition]): [string, FactValue][] => {
    const value = facts[name];
    const msPerUnit = msPerUnitOf(definition, facts);
    return msPerUnit === undefined || typeof value !== 'number' || (unbegun && mayBeUnbegun(definition, value))
      ? []
      : [[name, (wholeMs(value * msPerUnit) + elapsedMs) / msPerUnit]];
  });
  return { ...facts, ...Object.fromEntries(moved) };
}

/**
 * Whether a fact that moves only while a flag is true may still have to begin, and nobody is told when: a run waits for a
 * worker with its minutes at 0.
 */
export function mayBeUnbegun({ movesWhile }: FactDefinition, value: FactValue | undefined): boolean {
  return movesWhile !== undefined && value === 0;
}

/** The milliseconds in which a fact grows by one, negative for one that shrinks; undefined when it stands still now. */
export function msPerUnitOf({ perMs, movesWhile }: FactDefinition, facts: Facts): number | undefined {
  if (perMs === undefined || (movesWhile !== undefined && facts[movesWhile] !== true)) return undefined;
  return Math.round(1 / perMs);
}

const roundingMs = 1e-4;

/** A time in ms without what the division into units has added to it; one that is truly between two ms stays there. */
export function wholeMs(ms: number): number {
  const whole = Math.round(ms);
  return Math.abs(ms - whole) < roundingMs ? whole : ms;
}
