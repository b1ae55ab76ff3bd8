import type { Catalog } from '../../catalog/catalog.ts';
import type { Choice } from '../../orchestrator/plan/choice.ts';
import type { RuleBundles } from '../../orchestrator/judge/judge.ts';
import { createWaitingLine, type WaitingLine } from '../../orchestrator/loop/waiting-line.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import type { Happening } from '../happening.ts';
import { createDesk, type Desk } from './desk.ts';
import type { SimulatedProject } from './simulated-project.ts';
import { createSlots, type Slots } from './slots.ts';
import type { WorldHooks } from './world.ts';

export interface GroundOptions {
  readonly catalog: Catalog;
  /** The rule sets that decide for a project. */
  readonly bundlesFor: (project: ProjectRow) => RuleBundles;
  readonly tell: (happening: Happening) => void;
  /** Told of each decision in full, with its facts, as it would be recorded. */
  readonly onChoice?: (project: string, at: number, choice: Choice) => void;
}

/** All that a world in memory consists of. */
export interface Ground extends GroundOptions {
  readonly hooks: WorldHooks;
  readonly projects: Map<string, SimulatedProject>;
  /** By run. */
  readonly owners: Map<string, SimulatedProject>;
  readonly slots: Slots;
  readonly line: WaitingLine;
  /** In place of UUIDs: the same in every simulation of the same seed. */
  readonly newId: (kind: string) => string;
}

export const scope = { organizationId: 'simulation', actor: 'simulation' };

export function createGround(options: GroundOptions, hooks: WorldHooks): Ground {
  let ids = 0;
  return {
    ...options,
    hooks,
    projects: new Map(),
    owners: new Map(),
    slots: createSlots(scope.organizationId),
    line: createWaitingLine(),
    newId: (kind) => `${kind}#${(ids += 1)}`,
  };
}

export function projectOf({ projects }: Ground, id: string): SimulatedProject {
  const project = projects.get(id);
  if (project === undefined) throw new TypeError(`expected a project of this world, found ${id}`);
  return project;
}

/** Work on one project, now. */
export function deskOf({ hooks, slots, newId, tell }: Ground, project: SimulatedProject): Desk {
  const now = hooks.now();
  return createDesk({
    project,
    slots,
    scope,
    now,
    newId,
    tell: (told) => tell({ ...told, at: now, project: project.row.name }),
  });
}
