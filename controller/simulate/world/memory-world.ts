import { readAnswer } from '../../orchestrator/observe/answers.ts';
import { isSuspended } from '../../store/operations/projects/is-suspended.ts';
import type { RunJob } from '../../queue/queue.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { RunRow } from '../../store/entities/run.ts';
import { newProjectRow } from '../../store/operations/projects/create-project.ts';
import type { RunWork } from '../../store/operations/runs/claim-run.ts';
import type { RunResult } from '../../store/run-contract.ts';
import type { Desk } from './desk.ts';
import { finish } from './finish.ts';
import { createGround, deskOf, projectOf, scope, type Ground, type GroundOptions } from './ground.ts';
import { reconcile } from './reconcile.ts';
import { simulatedProject, type SimulatedProject } from './simulated-project.ts';
import type { StartingProject, World, WorldHooks } from './world.ts';

// What TASK_TIMEOUT_MINUTES and `limits.parallelRuns` are where nobody says otherwise.
const taskTimeoutMs = 1_800_000;
const defaultParallelRuns = 4;

/** A world of rows in memory, without a store, a sandbox or a model. */
export function createMemoryWorld(options: GroundOptions, hooks: WorldHooks): World {
  const ground = createGround(options, hooks);
  return {
    create: async (project) => create(ground, project),
    reconcile: async (id) => reconcile(ground, id),
    claim: async (job) => claim(ground, job),
    finish: async (job, result) => end(ground, job, result),
    questions: async (id) => openQuestions(projectOf(ground, id)),
    answer: async (id, text) => answer(ground, projectOf(ground, id), text),
    cancel: async (id) => cancel(ground, projectOf(ground, id)),
  };
}

function create({ projects, hooks, newId, tell }: Ground, { name, spec }: StartingProject): string {
  const now = hooks.now();
  const origin = { specDigest: '', source: 'api', revision: 'simulated', taskTimeoutMs, rehearsal: true };
  const row = { ...newProjectRow(scope, now, { name, spec, ...origin }), id: newId('project') };
  projects.set(row.id, simulatedProject(row));
  const parallelRuns = spec.limits?.parallelRuns ?? defaultParallelRuns;
  tell({ what: 'project-started', at: now, project: name, parallelRuns });
  return row.id;
}

function claim(ground: Ground, job: RunJob): RunWork | undefined {
  const found = runOf(ground, job, 'queued');
  if (found === undefined || isSuspended(found.project.row)) return undefined;
  const { project, run } = found;
  const desk = deskOf(ground, project);
  const running = { ...run, state: 'running' as const, startedAt: desk.date };
  project.runs.set(run.id, running);
  const task = run.taskId === null ? undefined : project.tasks.get(run.taskId);
  const { purpose, agent } = run;
  desk.tell({ what: 'run-started', run: run.id, subject: task?.name ?? 'project', purpose, agent });
  return { run: running, project: project.row, task, resumed: run.epoch > 1, catalogGeneration: 0 };
}

function end(ground: Ground, job: RunJob, result: RunResult): boolean {
  const found = runOf(ground, job, 'running');
  if (found === undefined) return false;
  finish(touched(ground, found.project), found.run, result);
  if (found.run.agent !== null) ground.hooks.wake(ground.line.freed(found.run.agent));
  return true;
}

function runOf(
  { owners }: Ground,
  { runId, epoch }: RunJob,
  state: RunRow['state'],
): { readonly project: SimulatedProject; readonly run: RunRow } | undefined {
  const project = owners.get(runId);
  const run = project?.runs.get(runId);
  if (project === undefined || run === undefined) return undefined;
  return run.state === state && run.epoch === epoch ? { project, run } : undefined;
}

function openQuestions({ escalations }: SimulatedProject): readonly EscalationRow[] {
  return [...escalations.values()].filter((row) => row.state === 'open' && row.action === 'person');
}

function answer(ground: Ground, project: SimulatedProject, text: string): void {
  const [open] = openQuestions(project);
  if (open === undefined || project.row.endedAt !== null) return;
  touched(ground, project).close(open.id, { state: 'answered', ...readAnswer(text), by: 'a person' });
}

function cancel(ground: Ground, project: SimulatedProject): void {
  const { endedAt, cancelRequested } = project.row;
  if (endedAt === null && !cancelRequested) touched(ground, project).changeProject({ cancelRequested: true });
}

/** Each change of state counts in the version of its project. */
function touched(ground: Ground, project: SimulatedProject): Desk {
  const desk = deskOf(ground, project);
  desk.changeProject({ version: project.row.version + 1, updatedAt: desk.date });
  return desk;
}
