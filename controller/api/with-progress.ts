import { type RunProgress, readProgress } from '../memory/run-progress.ts';
import { type LastStep, lastSteps } from '../store/operations/steps/last-steps.ts';
import { type ProjectDetailView } from '../store/operations/views/project-detail.ts';
import { type RunView } from '../store/operations/views/run-view.ts';
import { type ApiDependencies } from './api-dependencies.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'scope' | 'ephemeral'>;

/** The project with what its runs are doing now: as they tell, else as far as their last recorded steps say. */
export async function withProgress(deps: Dependencies, detail: ProjectDetailView): Promise<ProjectDetailView> {
  const running = [detail.activeRun, ...detail.tasks.map(({ activeRun }) => activeRun)]
    .filter((run) => run !== null)
    .filter(({ state }) => state === 'running');
  const known = await progressOf(deps, running);
  const shown = (run: RunView | null): RunView | null => {
    const progress = run === null ? undefined : known.get(run.id);
    if (run === null || progress === undefined) return run;
    return { ...run, progress: { ...progress, since: new Date(progress.since).toISOString() } };
  };
  return {
    ...detail,
    activeRun: shown(detail.activeRun),
    tasks: detail.tasks.map((task) => ({ ...task, activeRun: shown(task.activeRun) })),
  };
}

async function progressOf(
  { store, scope, ephemeral }: Dependencies,
  running: readonly RunView[],
): Promise<ReadonlyMap<string, RunProgress>> {
  const ids = running.map(({ id }) => id);
  const told = await readProgress(ephemeral, ids);
  const silent = ids.filter((id) => !told.has(id));
  if (silent.length === 0) return told;
  const steps = await store.transaction(async (tx) => lastSteps(tx, scope, silent));
  return new Map([...told, ...steps.map((step) => [step.runId, afterStep(step)] as const)]);
}

// After a turn that calls skills, the first of them is being carried out; after anything else the model is asked again.
function afterStep({ kind, label, turns, at }: LastStep): RunProgress {
  const skill = kind === 'turn' ? label?.split(', ')[0] : undefined;
  return { turn: turns, doing: skill ?? (kind === 'verify' ? 'delivers' : 'thinks'), since: at.getTime() };
}
