import { agentPool } from '../../catalog/agent-pool.ts';
import { conditionsOf, sameConditions } from '../../orchestrator/conditions.ts';
import { nextDue } from '../../orchestrator/due.ts';
import { judge, type Judgement, type RuleBundles } from '../../orchestrator/judge.ts';
import { plan, type Plan } from '../../orchestrator/plan.ts';
import { subjectName, type ProjectView } from '../../orchestrator/project-view.ts';
import { type Outcome } from '../../orchestrator/reconcile-loop.ts';
import { carryOut, type Effects } from './carry-out.ts';
import { type Desk } from './desk.ts';
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
  const { waiting, slots, hooks } = ground;
  const project = projectOf(ground, id);
  if (waitsInVain(ground, project)) return { kind: 'settled', dueAt: project.rested?.dueAt };
  waiting.add(id);
  const seen = project.row.endedAt === null ? await look(ground, project) : undefined;
  if (seen?.planned.waitsForSlot !== true) waiting.delete(id);
  if (seen === undefined) return forget(ground, project);
  const { view, planned } = seen;
  if (isNothingNew(view, planned)) return carryOn(ground, project, seen);
  project.rested = undefined;
  if (!roomFor(planned, slots)) return { kind: 'outdated' };
  const { jobs, fenced } = commit(ground, project, view, planned);
  for (const runId of fenced) hooks.stop(runId);
  for (const job of jobs) hooks.send(job);
  if (fenced.length > 0) hooks.wake(waiting);
  return { kind: 'progressed' };
}

// Nothing happens to an ended project any more; of tens of thousands of them, only the tally is kept.
function forget({ owners }: Ground, { tasks, dependencies, runs, escalations }: SimulatedProject): Outcome {
  for (const id of runs.keys()) owners.delete(id);
  for (const rows of [tasks, dependencies, runs, escalations]) rows.clear();
  return { kind: 'settled', dueAt: undefined };
}

// Of the projects that a freed slot wakes the first one takes it. Looking at the others shows what it showed before: nothing
// of theirs has changed, and nobody is free. It is a quarter of all looks where agents are scarce.
function waitsInVain({ slots, hooks }: Ground, { row, rested }: SimulatedProject): boolean {
  if (rested === undefined || rested.version !== row.version || slots.anyFree(rested.pool)) return false;
  return rested.dueAt === undefined || hooks.now() < rested.dueAt;
}

async function look(ground: Ground, project: SimulatedProject): Promise<Seen> {
  const view = viewOf(project, ground.slots.evidence, ground.catalog, ground.hooks.now());
  const bundles = ground.bundlesFor(project.row);
  const judgements = await judge(view, bundles.phase);
  return { view, bundles, judgements, planned: await plan(view, judgements, bundles) };
}

function isNothingNew(view: ProjectView, { choices, stalls }: Plan): boolean {
  return choices.length === 0 && sameConditions(view.project.conditions, conditionsOf(view.now, stalls, []));
}

function carryOn({ hooks }: Ground, project: SimulatedProject, seen: Seen): Outcome {
  const { view, bundles, judgements, planned } = seen;
  for (const { id, epoch, state } of project.runs.values()) if (state === 'queued') hooks.send({ runId: id, epoch });
  const dueAt = nextDue(view.now, judgements, bundles.phase);
  // Before there is a plan it waits for a planner, who need not be of the pool.
  const waits = planned.waitsForSlot && view.project.planned;
  project.rested = waits ? { version: view.project.version, dueAt, pool: agentPool(view) } : undefined;
  return { kind: 'settled', dueAt };
}

function commit(ground: Ground, project: SimulatedProject, view: ProjectView, { choices, stalls }: Plan): Effects {
  const desk = deskOf(ground, project);
  const effects: Effects = { jobs: [], fenced: [] };
  desk.changeProject({ version: project.row.version + 1, updatedAt: desk.date });
  recordStalls(desk, view, stalls);
  for (const choice of choices) {
    tellDecision(desk, choice);
    ground.onChoice?.(project.row.name, desk.now, choice);
    for (const intent of choice.intents) carryOut(desk, choice, intent, effects);
  }
  for (const { runId } of effects.jobs) ground.owners.set(runId, project);
  return effects;
}

function recordStalls(desk: Desk, view: ProjectView, stalls: Plan['stalls']): void {
  const conditions = conditionsOf(desk.now, stalls, []);
  if (sameConditions(view.project.conditions, conditions)) return;
  desk.changeProject({ conditions });
  for (const { subject, error } of stalls)
    desk.tell({ what: 'stalled', subject: subjectName(subject), code: error.code, message: error.message });
}
