import { type Slots } from './fact-slots.ts';
import { alwaysFalse, alwaysTrue, groupOf, negationOf, type Node } from './node.ts';

/** The facts that are known before the others. */
export interface Known {
  readonly slots: Slots;
  has(slot: number): boolean;
}

/** What is left of a condition once what depends on known facts alone has been judged: `alwaysTrue`, `alwaysFalse`, or a residue. */
export function foldNode(node: Node, known: Known): Node {
  if (![...node.reads].some((slot) => known.has(slot))) return node;
  switch (node.kind) {
    case 'leaf':
      return [...node.reads].every((slot) => known.has(slot)) ? judged(node, known.slots) : node;
    case 'all':
    case 'any':
      return foldGroup(node.kind, node.of, known);
    case 'not':
      return negate(foldNode(node.of, known));
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
function foldGroup(kind: 'all' | 'any', of: readonly Node[], known: Known): Node {
  const [settling, passing] = kind === 'all' ? [alwaysFalse, alwaysTrue] : [alwaysTrue, alwaysFalse];
  const left: Node[] = [];
  for (const member of of) {
    const folded = foldNode(member, known);
    if (folded === settling)
      return left.some(({ mayFault }) => mayFault) ? groupOf(kind, [...left, settling]) : settling;
    if (folded !== passing) left.push(folded);
  }
  return groupOf(kind, left);
}

function negate(node: Node): Node {
  if (node === alwaysTrue) return alwaysFalse;
  return node === alwaysFalse ? alwaysTrue : negationOf(node);
}
