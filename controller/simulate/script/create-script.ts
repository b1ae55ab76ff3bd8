import type { Catalog } from '../../catalog/catalog.ts';
import type { ScenarioSpec } from '../scenario/scenario-schema.ts';
import { projectSpecs } from '../scenario/setting.ts';
import { arrivalsOf } from './arrivals.ts';
import { createDraw } from './draw.ts';
import { generateTasks } from './generate-tasks.ts';
import { createReply } from './reply.ts';
import { createRespond, type PlanOf } from './respond.ts';
import type { Script } from './script.ts';

/** All that a scenario leaves to chance, settled by the seed. */
export function createScript(spec: ScenarioSpec, catalog: Catalog, seed: number): Script {
  const draw = createDraw(seed);
  const specs = projectSpecs(spec, catalog);
  const groups = spec.projects.map((projects, index) => {
    const declared = specs[index] ?? { request: 'simulated' };
    return { declared, generate: projects.generate, arrivals: arrivalsOf(projects, declared, draw) };
  });
  const owners = new Map(groups.flatMap((group) => group.arrivals.map(({ name }) => [name, group])));
  const planOf: PlanOf = (project) => {
    const { declared, generate } = owners.get(project) ?? {};
    return declared?.tasks ?? generateTasks(generate ?? { tasks: 3 }, project, draw);
  };
  return {
    arrivals: groups.flatMap(({ arrivals }) => arrivals),
    respond: createRespond(spec, draw, planOf),
    reply: createReply(spec.people, draw),
  };
}
