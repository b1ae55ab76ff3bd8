import type { NewEvent } from '../../events/event.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { Condition } from '../../store/condition.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store, Tx } from '../../store/store.ts';
import { appendDecisions, type Told } from '../../store/operations/decisions/append-decisions.ts';
import type { NewDecision } from '../../store/operations/decisions/new-decision.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import { changeTasks } from '../../store/operations/tasks/change-task.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import type { Outgoing } from '../../queue/job-message.ts';
import { sameConditions } from './conditions.ts';
import type { Choice } from '../plan/choice.ts';
import type { Plan } from '../plan/plan.ts';
import { subjectName, type ProjectView } from '../observe/project-view.ts';
import { carryOut, type Done as CarriedOut } from './carry-out.ts';
import { changesOf } from './intent-changes.ts';
import { joinOf } from './join-of.ts';
import { Outdated } from './outdated.ts';
import { stallEvents } from './stall-events.ts';
import { startRuns, type StartedRun } from './start-runs.ts';

/** What the commit wants done in the outside world, after it: workers woken, runs stopped. */
export interface Committed {
  readonly jobs: readonly Outgoing[];
  readonly fenced: readonly string[];
}

export interface CommitDependencies {
  readonly store: Store;
  readonly scope: Scope;
  /** Fails with NOT_LEADING where another process may decide by now. */
  readonly guard: (tx: Tx) => Promise<void>;
}

/**
 * Writes a plan in one transaction: state, conditions, decisions, events, runs and the messages that bring them to workers.
 * undefined when somebody changed the project since it was observed, or took a slot first; nothing is written then, and
 * everything must be observed again.
 */
export async function commitPlan(
  { store, scope, guard }: CommitDependencies,
  view: ProjectView,
  plan: Plan,
  conditions: readonly Condition[],
): Promise<Committed | undefined> {
  try {
    return await store.transaction(async (tx) => {
      await guard(tx);
      const now = store.clock.now();
      const { id: projectId, version } = view.project;
      const changes = changesOf(plan.choices, now);
      const change = sameConditions(view.project.conditions, conditions) ? {} : { conditions };
      const touch = { version, change: { ...changes.project, ...change } };
      if (!(await touchProject(tx, scope, projectId, now, touch))) throw new Outdated();
      faultpoint('commit.touched');
      await changeTasks(tx, scope, now, changes.tasks);
      await appendEvents(tx, scope, projectId, stallEvents(view, conditions, plan.stalls));
      const done: Done[] = [];
      for (const choice of plan.choices) done.push(await carryOutChoice(tx, scope, now, choice));
      const started = done.flatMap((each) => each.started);
      const jobs = await startRuns(tx, scope, now, started);
      faultpoint('commit.queued');
      const told = done.map((each) => each.told);
      const chain = { projectId, end: view.chainEnd };
      if ((await appendDecisions(tx, scope, now, chain, told)) === undefined) throw new Outdated();
      faultpoint('commit.written');
      return { jobs, fenced: done.flatMap(({ fenced }) => fenced) };
    });
  } catch (thrown) {
    if (thrown instanceof Outdated) return undefined;
    throw thrown;
  }
}

interface Done {
  readonly told: Told;
  readonly started: readonly StartedRun[];
  readonly fenced: readonly string[];
}

// The decision itself is recorded when all of the plan is carried out: the row of the project's stream is locked last, and
// not for long.
async function carryOutChoice(tx: Tx, scope: Scope, now: number, choice: Choice): Promise<Done> {
  const { subject, from, to, facts, verdict, candidates, intents, text } = choice;
  const { project } = subject.view;
  const decision: NewDecision = {
    projectId: project.id,
    taskId: subject.task?.row.id,
    stage: verdict.stage,
    subject: subjectName(subject),
    fromPhase: from,
    toPhase: to,
    facts,
    verdict,
    candidates,
    intents,
    revision: project.revision,
    joins: await joinOf(tx, scope, choice),
  };
  const done: CarriedOut[] = [];
  for (const intent of intents) done.push(await carryOut(tx, scope, now, choice, intent));
  faultpoint('commit.intended');
  const events = (id: string): readonly NewEvent[] => [
    { type: 'Decided', data: { decision: id, stage: verdict.stage, subject: subjectName(subject), text } },
    ...done.flatMap((each) => each.events),
  ];
  return {
    told: { decision, events },
    started: done.flatMap((each) => each.started ?? []),
    fenced: done.flatMap(({ fenced }) => fenced ?? []),
  };
}
