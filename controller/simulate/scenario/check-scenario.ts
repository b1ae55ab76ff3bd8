import { validateTaskGraph } from '../../catalog/task-graph.ts';
import { type JsonPath } from '../../catalog/parse/json-path.ts';
import { type Fault } from '../../catalog/validate/check-schema.ts';
import { maxTasksOf } from '../../catalog/defaults.ts';
import { problemPath } from '../../policy/load/problems.ts';
import { type Fare, type Minutes, type ScenarioSpec, type ScriptedProjects } from './scenario-schema.ts';

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
  ];
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
