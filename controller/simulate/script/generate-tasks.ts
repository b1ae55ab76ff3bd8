import type { PlannedTask } from '../../catalog/kinds/project.ts';
import type { Generate } from '../scenario/scenario-schema.ts';
import type { Draw } from './draw.ts';

/** A task graph in layers of at most `width`: each task waits for one or two of the layer before. */
export function generateTasks(
  { tasks, width = 2, roles = ['developer'], reviews = 0, timeoutMinutes }: Generate,
  project: string,
  draw: Draw,
): readonly PlannedTask[] {
  const count = typeof tasks === 'number' ? tasks : between(tasks.from, tasks.to, draw(project, 'tasks'));
  const made: PlannedTask[] = [];
  let before: readonly string[] = [];
  while (made.length < count) {
    const inLayer = Math.min(count - made.length, between(1, width, draw(project, 'layer', made.length)));
    const layer = Array.from({ length: inLayer }, (_, index): PlannedTask => {
      const number = made.length + index + 1;
      const name = `task-${number}`;
      const role = roles[(number - 1) % roles.length];
      return {
        name,
        title: name,
        dependsOn: [...dependencies(before, draw, `${project} ${name}`)],
        verify: 'true',
        ...(role === undefined ? {} : { role }),
        ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
      };
    });
    made.push(...layer);
    before = layer.map(({ name }) => name);
  }
  return [...made, ...made.flatMap((task) => reviewOf(task, reviews, project, draw))];
}

function dependencies(before: readonly string[], draw: Draw, about: string): readonly string[] {
  const first = before[Math.floor(draw(about, 'first') * before.length)];
  const second = draw(about, 'both') < 0.5 ? before[Math.floor(draw(about, 'second') * before.length)] : undefined;
  return [...new Set([first, second])].flatMap((name) => name ?? []);
}

function reviewOf({ name }: PlannedTask, share: number, project: string, draw: Draw): readonly PlannedTask[] {
  if (draw(project, name, 'reviewed') >= share) return [];
  return [{ name: `review-${name}`, title: `review ${name}`, role: 'reviewer', reviews: name }];
}

function between(from: number, to: number, chance: number): number {
  return from + Math.floor(chance * (to - from + 1));
}
