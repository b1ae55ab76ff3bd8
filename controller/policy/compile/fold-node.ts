import type { Slots } from './fact-slots.ts';
import { alwaysFalse, alwaysTrue, groupOf, negationOf, type Group, type Negation, type Node } from './node.ts';

/** The facts that are known before the others. */
export interface Known {
  readonly slots: Slots;
  has(slot: number): boolean;
}

/** What is left of a condition once what depends on known facts alone has been judged: `alwaysTrue`, `alwaysFalse`, or a residue. */
export function foldNode(node: Node, known: Known): Node {
  switch (node.kind) {
    case 'leaf':
      return node.reads.every((slot) => known.has(slot)) ? judged(node, known.slots) : node;
    case 'all':
    case 'any':
      return foldGroup(node, known);
    case 'not':
      return foldNegation(node, known);
  }
}

// What cannot be judged stays, and fails when and if its turn comes.
function judged(node: Node, slots: Slots): Node {
  try {
    return node.holds(slots) ? alwaysTrue : alwaysFalse;
  } catch {
    return node;
  }
}

// A member that settles the group ends it; those before it are still needed if they might fail, for that came first.
function foldGroup(group: Group, known: Known): Node {
  const { kind, of } = group;
  const [settling, passing] = kind === 'all' ? [alwaysFalse, alwaysTrue] : [alwaysTrue, alwaysFalse];
  const left: Node[] = [];
  for (const member of of) {
    const folded = foldNode(member, known);
    if (folded === settling)
      return left.some(({ mayFault }) => mayFault) ? groupOf(kind, [...left, settling]) : settling;
    if (folded !== passing) left.push(folded);
  }
  const isSame = left.length === of.length && left.every((member, index) => member === of[index]);
  return isSame ? group : groupOf(kind, left);
}

function foldNegation(node: Negation, known: Known): Node {
  const of = foldNode(node.of, known);
  if (of === alwaysTrue) return alwaysFalse;
  if (of === alwaysFalse) return alwaysTrue;
  return of === node.of ? node : negationOf(of);
}
