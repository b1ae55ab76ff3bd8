import { validateTaskGraph } from '../../catalog/task-graph.ts';
import type { JsonPath } from '../../catalog/parse/json-path.ts';
import type { Fault } from '../../catalog/validate/check-schema.ts';
import { maxTasksOf } from '../../catalog/defaults.ts';
import { problemPath } from '../../policy/load/problems.ts';
import { readExpected } from '../report/expectation.ts';
import { measureNames, measures } from '../report/measures.ts';
import { projectNames } from '../script/arrivals.ts';
import { namesOf } from '../script/fare-of.ts';
import type { Fare, Minutes } from './fare-schema.ts';
import type { ScenarioSpec, ScriptedProjects } from './scenario-schema.ts';

/** What the schema of a scenario cannot say. */
export function checkScenario(spec: ScenarioSpec): readonly Fault[] {
  return [
    ...spec.projects.flatMap((projects, index) => checkProjects(projects, ['spec', 'projects', index])),
    ...(spec.agents ?? []).flatMap((agent, index) => [
      ...checkFare(agent, ['spec', 'agents', index]),
      ...Object.entries(agent.tasks ?? {}).flatMap(([name, fare]) =>
        checkFare(fare, ['spec', 'agents', index, 'tasks', name]),
      ),
    ]),
    ...checkFare(spec.others ?? {}, ['spec', 'others']),
    ...checkFare(spec.acceptance ?? {}, ['spec', 'acceptance']),
    ...checkMinutes(spec.people?.minutes, ['spec', 'people', 'minutes']),
    ...checkNames(spec.projects.map(projectNames), ['spec', 'projects']),
    ...checkNames((spec.agents ?? []).map(namesOf), ['spec', 'agents']),
    ...checkExpect(spec.expect ?? {}),
  ];
}

// A line with a count stands for many names, and another line may have one of them.
function checkNames(lines: readonly (readonly string[])[], path: JsonPath): readonly Fault[] {
  const first = new Map<string, number>();
  return lines.flatMap((names, index) => {
    const taken = names.find((name) => first.has(name));
    for (const name of names) first.set(name, index);
    if (taken === undefined) return [];
    return [{ path: [...path, index, 'name'], message: `expected names of its own, found ${taken} a second time` }];
  });
}

function checkExpect(expect: NonNullable<ScenarioSpec['expect']>): readonly Fault[] {
  return measureNames.flatMap((measure) => {
    const expected = expect[measure];
    if (expected === undefined) return [];
    const { unit } = measures[measure];
    const { bound, isPercent } = readExpected(expected);
    const wanted = unit === 'share' ? 'a share such as 95% or 0.95' : 'a number without %';
    const isRight = unit === 'share' ? bound <= 1 : !isPercent;
    return isRight ? [] : [{ path: ['spec', 'expect', measure], message: `expected ${wanted}, found ${expected}` }];
  });
}

function checkProjects(projects: ScriptedProjects, path: JsonPath): readonly Fault[] {
  const { spec, generate, cancelledAfter } = projects;
  return [
    ...checkMinutes(cancelledAfter, [...path, 'cancelledAfter']),
    ...checkTasks(projects, path),
    ...(spec?.tasks !== undefined && generate !== undefined
      ? [{ path: [...path, 'generate'], message: 'expected generate or spec.tasks, found both' }]
      : []),
    ...checkRange(generate?.tasks, [...path, 'generate', 'tasks']),
  ];
}

function checkTasks({ spec }: ScriptedProjects, path: JsonPath): readonly Fault[] {
  if (spec?.tasks === undefined) return [];
  return validateTaskGraph(spec.tasks, { maxTasks: maxTasksOf(spec) }).map((problem) => ({
    path: [...path, 'spec', ...(problemPath(problem) ?? [])],
    message: problem.message.replace(/^[^:]*: /, ''),
  }));
}

function checkRange(range: unknown, path: JsonPath): readonly Fault[] {
  if (typeof range !== 'object' || range === null || !('from' in range) || !('to' in range)) return [];
  return Number(range.from) <= Number(range.to)
    ? []
    : [{ path: [...path, 'to'], message: `expected at least ${String(range.from)}, found ${String(range.to)}` }];
}

function checkFare({ minutes, failures = {} }: Fare, path: JsonPath): readonly Fault[] {
  const sum = Object.values(failures).reduce<number>((total, share) => total + (share ?? 0), 0);
  return [
    ...checkMinutes(minutes, [...path, 'minutes']),
    ...(sum > 1 + 1e-9
      ? [{ path: [...path, 'failures'], message: `expected shares that sum to at most 1, found ${sum}` }]
      : []),
  ];
}

function checkMinutes(minutes: Minutes | undefined, path: JsonPath): readonly Fault[] {
  if (minutes === undefined || typeof minutes === 'number') return [];
  const given = Object.keys(minutes).toSorted().join(', ');
  const { from = 0, to = 0, median = 0, p95 = 0 } = minutes;
  if (given !== 'from, to' && given !== 'median, p95') {
    const found = given === '' ? 'nothing' : given;
    return [{ path, message: `expected a number, from and to, or median and p95, found ${found}` }];
  }
  if (from <= to && median <= p95) return [];
  return [{ path, message: 'expected the smaller number first, found the larger one' }];
}
