/**
 * The first cycle of a graph, closed: `[a, b, a]`; undefined when there is none. Names that are no node lead nowhere.
 * Depth-first with three colours (Cormen et al., "Introduction to Algorithms", 20.3), on a stack of its own,
 * so that a long chain cannot exhaust the call stack.
 */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of graph.keys()) {
    const cycle = done.has(start) ? undefined : searchFrom(graph, start, done);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function searchFrom(
  graph: ReadonlyMap<string, readonly string[]>,
  start: string,
  done: Set<string>,
): readonly string[] | undefined {
  const path = [{ name: start, next: 0 }];
  const onPath = new Set([start]);
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const target = graph.get(last.name)?.[last.next];
    last.next += 1;
    if (target === undefined) {
      path.pop();
      onPath.delete(last.name);
      done.add(last.name);
    } else if (onPath.has(target)) {
      const names = path.map(({ name }) => name);
      return [...names.slice(names.indexOf(target)), target];
    } else if (!done.has(target)) {
      path.push({ name: target, next: 0 });
      onPath.add(target);
    }
  }
  return undefined;
}
