import type { FactValue } from '../facts.ts';
import { groupOf, type Node } from './node.ts';

/** The values that each fact may have for a rule to be true, as far as its conditions say so outright. */
export type Memberships = ReadonlyMap<number, readonly FactValue[]>;

/**
 * What a condition needs of single facts: the memberships among what all has to be true.
 * They end where something cannot be judged on all facts, so that a rule never passes for false where it would have failed.
 */
export function membershipsOf(node: Node): Memberships {
  const found = new Map<number, readonly FactValue[]>();
  for (const member of conjunctsOf(node)) {
    if (member.mayFault) break;
    if (member.kind !== 'leaf' || member.membership === undefined) continue;
    const { slot, values } = member.membership;
    const before = found.get(slot);
    found.set(slot, before === undefined ? values : values.filter((value) => before.includes(value)));
  }
  return found;
}

/** The condition without the memberships in these slots, for where they are known to be met. */
export function withoutMemberships(node: Node, slots: ReadonlySet<number>): Node {
  let isBefore = true;
  const left = conjunctsOf(node).filter((member) => {
    isBefore &&= !member.mayFault;
    const isMet = isBefore && member.kind === 'leaf' && member.membership !== undefined;
    return !(isMet && slots.has(member.membership.slot));
  });
  return groupOf('all', left);
}

function conjunctsOf(node: Node): readonly Node[] {
  return node.kind === 'all' ? node.of : [node];
}
