import { MaiosError } from '../errors/maios-error.ts';
import { observe } from '../orchestrator/observe/observe.ts';
import { slotWait } from '../orchestrator/judge/slot-wait.ts';
import type { RuleBundle } from '../policy/verdict.ts';
import type { ProjectRow } from '../store/entities/project.ts';
import type { TaskView } from '../store/operations/views/task-view.ts';
import type { Tx } from '../store/store.ts';
import type { ApiDependencies } from './api-dependencies.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'scope' | 'catalog' | 'bundlesFor'>;

/** The tasks of one project, those that wait for an agent with what they wait for. Asks no rules where none waits. */
export async function withSlotWaits(
  tx: Tx,
  { store, scope, catalog, bundlesFor }: Dependencies,
  projectId: string,
  tasks: readonly TaskView[],
): Promise<readonly TaskView[]> {
  if (!tasks.some(waitsForAgent)) return tasks;
  const view = await observe(tx, scope, projectId, catalog(), store.clock.now());
  if (view === undefined) return tasks;
  const scoring = scoringOf(bundlesFor, view.project);
  if (scoring === undefined) return tasks;
  const observed = new Map(view.tasks.map((task) => [task.row.id, task]));
  return tasks.map((task) => {
    const found = waitsForAgent(task) ? observed.get(task.id) : undefined;
    const queued = found === undefined ? undefined : slotWait(view, found, scoring);
    return queued === undefined ? task : { ...task, queued, waitsFor: queued.text };
  });
}

// A project whose rule sets do not load stalls, and says so itself; its tasks can be looked at all the same.
function scoringOf(bundlesFor: Dependencies['bundlesFor'], project: ProjectRow): RuleBundle | undefined {
  try {
    return bundlesFor(project).scoring;
  } catch (error) {
    if (error instanceof MaiosError && error.code === 'RULES_INVALID') return undefined;
    throw error;
  }
}

function waitsForAgent({ phase, activeRun, queued }: TaskView): boolean {
  return phase === 'Delegate' && activeRun === null && queued === null;
}
