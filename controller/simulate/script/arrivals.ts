import type { ProjectSpec } from '../../catalog/kinds/project.ts';
import type { ScriptedProjects } from '../scenario/scenario-schema.ts';
import { drawMs, type Draw } from './draw.ts';
import { generateTasks } from './generate-tasks.ts';
import type { Arrival } from './script.ts';

const msPerMinute = 60_000;

/** The projects of one line of a scenario, in the order in which they come, and what each of them declares. */
export function arrivalsOf(projects: ScriptedProjects, declared: ProjectSpec, draw: Draw): readonly Arrival[] {
  const { name, count = 1, everyMinutes = 0, arrivals = 'random' } = projects;
  const names = projectNames(projects);
  let afterMs = 0;
  return Array.from({ length: count }, (_, index): Arrival => {
    const own = names[index] ?? name;
    // The distances of a Poisson process are exponential.
    const distance = arrivals === 'even' ? 1 : -Math.log(1 - draw(own, 'arrives'));
    if (index > 0) afterMs += Math.round(everyMinutes * msPerMinute * distance);
    return {
      name: own,
      afterMs,
      spec: specOf(projects, declared, own, draw),
      cancelAfterMs: cancelOf(projects, own, draw),
    };
  });
}

/** The projects that one line of a scenario stands for. */
export function projectNames({ name, count = 1 }: ScriptedProjects): readonly string[] {
  const digits = String(count).length;
  if (count === 1) return [name];
  return Array.from({ length: count }, (_, index) => `${name}-${String(index + 1).padStart(digits, '0')}`);
}

function specOf(
  { generate, planned = 'declared' }: ScriptedProjects,
  declared: ProjectSpec,
  name: string,
  draw: Draw,
): ProjectSpec {
  const { tasks: _tasks, ...unplanned } = declared;
  if (planned === 'by-agent') return unplanned;
  return generate === undefined ? declared : { ...declared, tasks: [...generateTasks(generate, name, draw)] };
}

function cancelOf(
  { cancelled = 0, cancelledAfter = 60 }: ScriptedProjects,
  name: string,
  draw: Draw,
): number | undefined {
  return draw(name, 'cancelled') < cancelled ? drawMs(cancelledAfter, draw, [name, 'cancelled']) : undefined;
}
