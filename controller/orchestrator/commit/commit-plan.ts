import { type NewEvent } from '../../events/event.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { type Condition } from '../../store/condition.ts';
import { type Scope } from '../../store/scope.ts';
import { type Store, type Tx } from '../../store/store.ts';
import { appendDecisions, type Told } from '../../store/operations/decisions/append-decisions.ts';
import { type NewDecision } from '../../store/operations/decisions/new-decision.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import { type Outgoing, putJobs } from '../../queue/job-message.ts';
import { type SentJob } from '../../queue/queue.ts';
import { type Choice } from '../choice.ts';
import { type Plan } from '../plan.ts';
import { subjectName, type ProjectView } from '../project-view.ts';
import { carryOut, type Done as CarriedOut } from './carry-out.ts';
import { joinOf } from './join-of.ts';
import { Outdated } from './outdated.ts';
import { recordConditions } from './record-conditions.ts';

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
      if (!(await touchProject(tx, scope, view.project.id, now, view.project.version))) throw new Outdated();
      faultpoint('commit.touched');
      await recordConditions(tx, scope, view, conditions, plan.stalls);
      const done: Done[] = [];
      for (const choice of plan.choices) done.push(await carryOutChoice(tx, scope, now, choice));
      await appendDecisions(
        tx,
        scope,
        now,
        view.project.id,
        done.map(({ told }) => told),
      );
      faultpoint('commit.decided');
      const jobs = done.flatMap((each) => each.jobs);
      const outgoing = await putJobs(tx, scope, now, jobs);
      faultpoint('commit.written');
      return { jobs: outgoing, fenced: done.flatMap(({ fenced }) => fenced) };
    });
  } catch (thrown) {
    if (thrown instanceof Outdated) return undefined;
    throw thrown;
  }
}

interface Done {
  readonly told: Told;
  readonly jobs: readonly SentJob[];
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
    jobs: done.flatMap(({ job }) => job ?? []),
    fenced: done.flatMap(({ fenced }) => fenced ?? []),
  };
}
