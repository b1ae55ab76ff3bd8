import { type RunProgress, readProgress } from '../memory/run-progress.ts';
import { type LastStep, lastSteps } from '../store/operations/steps/last-steps.ts';
import type { ProjectDetailView } from '../store/operations/views/project-detail.ts';
import { type QueuedView, waiting } from '../store/operations/views/queued-view.ts';
import type { RunView } from '../store/operations/views/run-view.ts';
import type { TaskView } from '../store/operations/views/task-view.ts';
import type { ApiDependencies } from './api-dependencies.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'scope' | 'ephemeral'>;

/**
 * The project with what its runs are doing now: as they tell, else as far as their last recorded steps say; and which of the
 * queued ones are so because their model had no place for them.
 */
export async function withProgress(deps: Dependencies, detail: ProjectDetailView): Promise<ProjectDetailView> {
  const active = [detail.activeRun, ...detail.tasks.map(({ activeRun }) => activeRun)].filter((run) => run !== null);
  const known = await progressOf(deps, active);
  const shown = (run: RunView | null): RunView | null => {
    const progress = run === null ? undefined : known.get(run.id);
    if (run === null || progress === undefined) return run;
    if (run.state === 'queued') return { ...run, queued: atModel(run.queued, progress) };
    const { turn, doing, since } = progress;
    return { ...run, progress: { turn, doing, since: new Date(since).toISOString() } };
  };
  return {
    ...detail,
    activeRun: shown(detail.activeRun),
    tasks: detail.tasks.map((task) => withRun(task, shown(task.activeRun))),
  };
}

function withRun(task: TaskView, activeRun: RunView | null): TaskView {
  const queued = activeRun?.queued ?? null;
  return queued === null ? { ...task, activeRun } : { ...task, activeRun, queued, waitsFor: queued.text };
}

// It would go on if there were a place, and not where nothing may or can.
function atModel(queued: QueuedView | null, { waitsForModel }: RunProgress): QueuedView | null {
  if (queued?.reason !== 'workers-busy' || waitsForModel === undefined) return queued;
  return waiting('model-busy', `a place at the model ${waitsForModel}`, queued.position ?? undefined);
}

async function progressOf(
  { store, scope, ephemeral }: Dependencies,
  active: readonly RunView[],
): Promise<ReadonlyMap<string, RunProgress>> {
  const told = await readProgress(
    ephemeral,
    active.map(({ id }) => id),
  );
  const silent = active.flatMap(({ id, state }) => (state === 'running' && !told.has(id) ? [id] : []));
  if (silent.length === 0) return told;
  const steps = await store.transaction(async (tx) => lastSteps(tx, scope, silent));
  return new Map([...told, ...steps.map((step) => [step.runId, afterStep(step)] as const)]);
}

// After a turn that calls skills, the first of them is being carried out; after anything else the model is asked again.
function afterStep({ kind, label, turns, at }: LastStep): RunProgress {
  const skill = kind === 'turn' ? label?.split(', ')[0] : undefined;
  return { turn: turns, doing: skill ?? (kind === 'verify' ? 'delivers' : 'thinks'), since: at.getTime() };
}
