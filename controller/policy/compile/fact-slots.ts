import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { FactValue } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';

/** The values of a snapshot, each in the slot of its fact: read by place, which costs less than by name. */
export type Slots = readonly FactValue[];

/** The slot of each fact of a stage: its place in the stage's table. */
export function slotsOf(stage: Stage): ReadonlyMap<string, number> {
  return slots[stage];
}

const slots: Readonly<Record<Stage, ReadonlyMap<string, number>>> = {
  phase: number('phase'),
  scoring: number('scoring'),
  escalation: number('escalation'),
  permission: number('permission'),
};

function number(stage: Stage): ReadonlyMap<string, number> {
  return new Map(Object.keys(factRegistry[stage]).map((name, index) => [name, index]));
}
