import type { Condition } from '../conditions/condition.ts';
import { compileComparison, type Place } from './compile-comparison.ts';
import { groupOf, negationOf, type Node } from './node.ts';

/** Compiles conditions; those with a name once, however often they are referred to. */
export function createConditionCompiler(
  named: ReadonlyMap<string, Condition>,
  place: Place,
): (condition: Condition) => Node {
  const done = new Map<string, Node>();
  const compile = (condition: Condition): Node => {
    switch (condition.kind) {
      case 'all':
      case 'any':
        return groupOf(condition.kind, condition.of.map(compile));
      case 'not':
        return negationOf(compile(condition.of));
      case 'reference':
        return compileNamed(condition.name);
      case 'comparison':
        return compileComparison(condition, place);
    }
  };
  const compileNamed = (name: string): Node => {
    const condition = named.get(name);
    if (condition === undefined) throw new TypeError(`expected a condition named ${name}, found none`);
    const node = done.get(name) ?? compile(condition);
    done.set(name, node);
    return node;
  };
  return compile;
}
