import { type Catalog } from '../../catalog/catalog.ts';
import { type ScenarioSpec } from '../scenario/scenario-schema.ts';
import { arrivalsOf } from './arrivals.ts';
import { createDraw } from './draw.ts';
import { generateTasks } from './generate-tasks.ts';
import { createReply } from './reply.ts';
import { createRespond, type PlanOf } from './respond.ts';
import { type Script } from './script.ts';

/** All that a scenario leaves to chance, settled by the seed. */
export function createScript(spec: ScenarioSpec, catalog: Catalog, seed: number): Script {
  const draw = createDraw(seed);
  const groups = spec.projects.map((projects) => ({
    projects,
    arrivals: arrivalsOf(projects, catalog.get('Project', projects.name)?.resource.spec, draw),
  }));
  const owners = new Map(groups.flatMap(({ projects, arrivals }) => arrivals.map(({ name }) => [name, projects])));
  const planOf: PlanOf = (project) =>
    owners.get(project)?.spec?.tasks ?? generateTasks(owners.get(project)?.generate ?? { tasks: 3 }, project, draw);
  return {
    arrivals: groups.flatMap(({ arrivals }) => arrivals),
    respond: createRespond(spec, draw, planOf),
    reply: createReply(spec.people, draw),
  };
}
