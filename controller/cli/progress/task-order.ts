interface Node {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** A task, and how many tasks deep its longest chain of dependencies is. */
export interface Ordered<T> {
  readonly task: T;
  readonly depth: number;
}

/** Tasks so that each comes after what it depends on, in their own order otherwise. A cycle cannot hang it. */
export function orderTasks<T extends Node>(tasks: readonly T[]): readonly Ordered<T>[] {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const depths = new Map<string, number>();
  const depthOf = (task: T, above: ReadonlySet<string>): number => {
    const known = depths.get(task.name);
    if (known !== undefined) return known;
    const within = new Set([...above, task.name]);
    const parents = task.dependsOn.flatMap((name) => (above.has(name) ? [] : (byName.get(name) ?? [])));
    const depth = Math.max(-1, ...parents.map((parent) => depthOf(parent, within))) + 1;
    depths.set(task.name, depth);
    return depth;
  };
  return tasks.map((task) => ({ task, depth: depthOf(task, new Set()) })).toSorted((a, b) => a.depth - b.depth);
}
