import type { Condition } from '../conditions/condition.ts';
import type { Problems } from './problems.ts';

/**
 * Refuses named conditions that lead back to themselves: json-rules-engine would recurse until the stack ends.
 * Says whether all references end.
 */
export function checkReferences(named: ReadonlyMap<string, Condition>, problems: Problems): boolean {
  const settled = new Set<string>();
  let end = true;
  for (const name of named.keys()) {
    const circle = findCircle(name, named, [], settled);
    if (circle !== undefined) {
      end = false;
      problems.add(['conditions', name], `expected references that end, found ${circle.join(' → ')}`);
    }
  }
  return end;
}

/** The names that a condition refers to, itself and below. */
export function referencesOf(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(referencesOf);
    case 'not':
      return referencesOf(condition.of);
    case 'reference':
      return [condition.name];
    case 'comparison':
      return [];
  }
}

function findCircle(
  name: string,
  named: ReadonlyMap<string, Condition>,
  trail: readonly string[],
  settled: Set<string>,
): readonly string[] | undefined {
  if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
  const condition = named.get(name);
  if (settled.has(name) || condition === undefined) return undefined;
  for (const next of referencesOf(condition)) {
    const circle = findCircle(next, named, [...trail, name], settled);
    if (circle !== undefined) return settle([...trail, name], circle, settled);
  }
  settled.add(name);
  return undefined;
}

// Everything on the way to a circle is settled with it, so that one circle is told once.
function settle(trail: readonly string[], circle: readonly string[], settled: Set<string>): readonly string[] {
  for (const name of trail) settled.add(name);
  return circle;
}
