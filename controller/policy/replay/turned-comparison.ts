import type { At, Condition } from '../conditions/condition.ts';
import { judgeCondition, type Witness } from '../conditions/judge-condition.ts';
import type { Facts } from '../facts.ts';

type Named = ReadonlyMap<string, Condition>;

/** A condition with the named ones that it may refer to. */
export interface Tree {
  readonly condition: Condition;
  readonly named: Named;
}

/** A comparison with the values that it met, and where it is, or the group around it. */
export interface Turned {
  readonly comparison: Witness;
  readonly at: At;
}

/**
 * The comparison that made a changed condition come out otherwise, as it was and as it is: where both trees have one
 * shape, the first that turned; else the two that settled them. Fails with a TypeError where one cannot be judged.
 */
export function turnedComparison(before: Tree, after: Tree, facts: Facts): readonly [Turned, Turned] {
  const old = resolve(before);
  const now = resolve(after);
  const pair = membersOf(old, now).find(([a, b]) => holds(a, facts) !== holds(b, facts));
  if (pair !== undefined) return turnedComparison(pair[0], pair[1], facts);
  return [turnedAt(old, facts), turnedAt(now, facts)];
}

function membersOf(before: Tree, after: Tree): readonly (readonly [Tree, Tree])[] {
  const old = childrenOf(before.condition);
  const now = childrenOf(after.condition);
  if (before.condition.kind !== after.condition.kind || old.length !== now.length) return [];
  return old.flatMap((condition, index) => {
    const other = now[index];
    return other === undefined
      ? []
      : [
          [
            { ...before, condition },
            { ...after, condition: other },
          ] as const,
        ];
  });
}

function childrenOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of;
  return condition.kind === 'not' ? [condition.of] : [];
}

function resolve(tree: Tree): Tree {
  const { condition, named } = tree;
  const target = condition.kind === 'reference' ? named.get(condition.name) : undefined;
  return target === undefined ? tree : resolve({ condition: target, named });
}

function holds(tree: Tree, facts: Facts): boolean {
  return judgeCondition(tree.condition, facts, tree.named).holds;
}

function turnedAt({ condition, named }: Tree, facts: Facts): Turned {
  return { comparison: judgeCondition(condition, facts, named).witness, at: condition.at };
}
