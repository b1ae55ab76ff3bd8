import type { FactDefinition, Facts } from '../facts.ts';
import { mayBeUnbegun, msPerUnitOf, wholeMs } from './advance-facts.ts';

/** A number over time: `value` units now; with `msPerUnit`, growing by one unit in each that many milliseconds. */
export interface Line {
  readonly value: number;
  readonly msPerUnit: number | undefined;
}

/** How a fact may go on from now: one that may not have begun to move goes on in two ways. */
export function lineOf(definition: FactDefinition, value: number, facts: Facts): readonly Line[] {
  const moving = { value, msPerUnit: msPerUnitOf(definition, facts) };
  return mayBeUnbegun(definition, value) ? [moving, { value, msPerUnit: undefined }] : [moving];
}

/** In how many ms two lines meet, negative if they have met; undefined when they never do. */
export function meetingOf(a: Line, b: Line): number | undefined {
  if (a.msPerUnit === undefined) return b.msPerUnit === undefined ? undefined : meetingOf(b, a);
  if (a.msPerUnit === b.msPerUnit) return undefined;
  // In whole ms of the one that moves, so that dividing and multiplying by its unit adds nothing.
  const ms = wholeMs(a.value * a.msPerUnit);
  if (b.msPerUnit === undefined) return wholeMs(b.value * a.msPerUnit) - ms;
  const otherMs = wholeMs(b.value * b.msPerUnit);
  return wholeMs((otherMs * a.msPerUnit - ms * b.msPerUnit) / (b.msPerUnit - a.msPerUnit));
}
