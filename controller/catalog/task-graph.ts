import { MaiosError } from '../errors/maios-error.ts';
import { didYouMean } from '../errors/did-you-mean.ts';
import { skillName } from './kinds/kinds.ts';
import type { PlannedTask } from './kinds/project.ts';
import { formatPath, type JsonPath } from './parse/json-path.ts';
import { findCycle } from './find-cycle.ts';

export interface TaskGraphBounds {
  /** Names of the skills that are declared, in either spelling; not checked when absent. */
  readonly skills?: Iterable<string>;
  readonly maxTasks: number;
}

/**
 * What keeps tasks from being a usable graph: too many, two of one name, an unknown name or skill, a cycle.
 * PLAN_INVALID each, with `details.path` from the task list (`tasks[2].dependsOn[0]`) and `details.segments`.
 */
export function validateTaskGraph(tasks: readonly PlannedTask[], bounds: TaskGraphBounds): readonly MaiosError[] {
  const names = new Set(tasks.map(({ name }) => name));
  return [
    ...checkCount(tasks, bounds.maxTasks),
    ...checkNames(tasks),
    ...tasks.flatMap((task, index) => checkTask(task, index, names)),
    ...(bounds.skills === undefined ? [] : checkSkills(tasks, new Set([...bounds.skills].map(skillName)))),
    ...checkCycles(tasks),
  ];
}

function checkCount(tasks: readonly PlannedTask[], maxTasks: number): readonly MaiosError[] {
  return tasks.length <= maxTasks ? [] : [invalid([], `expected at most ${maxTasks} tasks, found ${tasks.length}`)];
}

function checkNames(tasks: readonly PlannedTask[]): readonly MaiosError[] {
  const seen = new Set<string>();
  return tasks.flatMap(({ name }, index) => {
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated ? [invalid([index, 'name'], `expected a name of its own, found "${name}" twice`)] : [];
  });
}

function checkTask(task: PlannedTask, index: number, names: ReadonlySet<string>): readonly MaiosError[] {
  const references: readonly [JsonPath, string | undefined][] = [
    ...(task.dependsOn ?? []).map((name, position): [JsonPath, string] => [[index, 'dependsOn', position], name]),
    [[index, 'parent'], task.parent],
    [[index, 'reviews'], task.reviews],
  ];
  return references.flatMap(([path, name]) => {
    if (name === undefined) return [];
    if (name === task.name) return [invalid(path, `expected another task, found "${name}" itself`)];
    return names.has(name)
      ? []
      : [invalid(path, `expected the name of a task, found "${name}"${didYouMean(name, names)}`)];
  });
}

function checkSkills(tasks: readonly PlannedTask[], skills: ReadonlySet<string>): readonly MaiosError[] {
  return tasks.flatMap((task, index) =>
    (task.skills ?? []).flatMap((skill, position) => {
      const isKnown = skills.has(skillName(skill));
      return isKnown
        ? []
        : [
            invalid(
              [index, 'skills', position],
              `expected a declared skill, found "${skill}"${didYouMean(skillName(skill), skills)}`,
            ),
          ];
    }),
  );
}

/** A review waits for what it reviews, so both kinds of waiting make one graph; being a part of another is a second one. */
function checkCycles(tasks: readonly PlannedTask[]): readonly MaiosError[] {
  const waits = new Map(
    tasks.map((task) => [
      task.name,
      [...(task.dependsOn ?? []), ...(task.reviews === undefined ? [] : [task.reviews])],
    ]),
  );
  const parents = new Map(tasks.map((task) => [task.name, task.parent === undefined ? [] : [task.parent]]));
  return [
    ...cycleProblem(tasks, findCycle(waits), 'dependsOn', 'tasks that do not wait for each other'),
    ...cycleProblem(tasks, findCycle(parents), 'parent', 'tasks that are not part of each other'),
  ];
}

function cycleProblem(
  tasks: readonly PlannedTask[],
  cycle: readonly string[] | undefined,
  field: string,
  wanted: string,
): readonly MaiosError[] {
  // A task that names itself is told by checkTask.
  if (cycle === undefined || cycle.length < 3) return [];
  const index = tasks.findIndex((task) => task.name === cycle[0]);
  return [invalid([index, field], `expected ${wanted}, found ${cycle.join(' → ')}`)];
}

function invalid(path: JsonPath, message: string): MaiosError {
  const segments = ['tasks', ...path];
  return new MaiosError('PLAN_INVALID', `${formatPath(segments)}: ${message}`, {
    details: { path: formatPath(segments), segments },
  });
}
