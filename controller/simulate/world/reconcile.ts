import { conditionsOf, sameConditions } from '../../orchestrator/commit/conditions.ts';
import { nextDue } from '../../orchestrator/judge/due.ts';
import { judge, type Judgement, type RuleBundles } from '../../orchestrator/judge/judge.ts';
import { freeSlots } from '../../orchestrator/observe/limits.ts';
import { plan, type Plan } from '../../orchestrator/plan/plan.ts';
import { subjectName, type ProjectView } from '../../orchestrator/observe/project-view.ts';
import type { Outcome } from '../../orchestrator/loop/reconcile-loop.ts';
import { startedRuns } from '../../orchestrator/plan/started-runs.ts';
import { carryOut, type Effects } from './carry-out.ts';
import type { Desk } from './desk.ts';
import { deskOf, projectOf, type Ground } from './ground.ts';
import { roomFor } from './room-for.ts';
import { viewOf, type SimulatedProject } from './simulated-project.ts';
import { tellDecision } from './tell-decision.ts';

interface Seen {
  readonly view: ProjectView;
  readonly bundles: RuleBundles;
  readonly judgements: readonly Judgement[];
  readonly planned: Plan;
}

/** orchestrator/reconcile.ts on rows in memory: the real `judge` and `plan` decide, what they want is done to the rows. */
export async function reconcile(ground: Ground, id: string): Promise<Outcome> {
  const { line, slots, hooks } = ground;
  const project = projectOf(ground, id);
  if (project.row.endedAt !== null) {
    hooks.wake(line.leave(id));
    return forget(ground, project);
  }
  const since = line.mark();
  const seen = await look(ground, project);
  const { view, planned } = seen;
  if (isNothingNew(view, planned)) {
    const outcome = carryOn(ground, project, seen);
    hooks.wake(line.rest(id, { waitsFor: planned.waitsFor, since, free: freeSlots(view) }));
    return outcome;
  }
  if (!roomFor(planned, slots)) return { kind: 'outdated' };
  goOn(ground, project, commit(ground, project, view, planned), planned);
  return { kind: 'progressed' };
}

function goOn({ line, hooks, owners }: Ground, project: SimulatedProject, effects: Effects, { choices }: Plan): void {
  const { jobs, fenced, freed } = effects;
  for (const { runId } of jobs) owners.set(runId, project);
  for (const agent of new Set(freed)) hooks.wake(line.freed(agent));
  const agents = startedRuns(choices).flatMap(({ agent }) => agent ?? []);
  if (agents.length > 0) line.served(project.row.id, agents);
  for (const runId of fenced) hooks.stop(runId);
  for (const job of jobs) hooks.send(job);
}

// Nothing happens to an ended project any more; of tens of thousands of them, only the tally is kept.
function forget({ owners }: Ground, { tasks, dependencies, runs, escalations }: SimulatedProject): Outcome {
  for (const id of runs.keys()) owners.delete(id);
  for (const rows of [tasks, dependencies, runs, escalations]) rows.clear();
  return { kind: 'settled', dueAt: undefined };
}

async function look(ground: Ground, project: SimulatedProject): Promise<Seen> {
  const view = viewOf(project, ground.slots.evidence, ground.catalog, ground.hooks.now());
  const bundles = ground.bundlesFor(project.row);
  const judgements = await judge(view, bundles.phase);
  return {
    view,
    bundles,
    judgements,
    planned: await plan(view, judgements, bundles, { kept: ground.line.keptFromOthers(project.row.id) }),
  };
}

function isNothingNew(view: ProjectView, { choices, stalls }: Plan): boolean {
  return choices.length === 0 && sameConditions(view.project.conditions, conditionsOf(view.now, stalls, []));
}

function carryOn({ hooks }: Ground, project: SimulatedProject, seen: Seen): Outcome {
  const { view, bundles, judgements } = seen;
  for (const { id, epoch, state } of project.runs.values()) if (state === 'queued') hooks.send({ runId: id, epoch });
  return { kind: 'settled', dueAt: nextDue(view.now, judgements, bundles.phase) };
}

function commit(ground: Ground, project: SimulatedProject, view: ProjectView, { choices, stalls }: Plan): Effects {
  const desk = deskOf(ground, project);
  const effects: Effects = { jobs: [], fenced: [], freed: [] };
  desk.changeProject({ version: project.row.version + 1, updatedAt: desk.date });
  recordStalls(desk, view, stalls);
  for (const choice of choices) {
    tellDecision(desk, choice);
    ground.onChoice?.(project.row.name, desk.now, choice);
    for (const intent of choice.intents) carryOut(desk, choice, intent, effects);
  }
  return effects;
}

function recordStalls(desk: Desk, view: ProjectView, stalls: Plan['stalls']): void {
  const conditions = conditionsOf(desk.now, stalls, []);
  if (sameConditions(view.project.conditions, conditions)) return;
  desk.changeProject({ conditions });
  for (const { subject, error } of stalls)
    desk.tell({ what: 'stalled', subject: subjectName(subject), code: error.code, message: error.message });
}
