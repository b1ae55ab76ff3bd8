import { type NewEvent } from '../../events/event.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { type Condition } from '../../store/condition.ts';
import { type Scope } from '../../store/scope.ts';
import { type Store, type Tx } from '../../store/store.ts';
import { appendDecision } from '../../store/operations/decisions/append-decision.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import { type Outgoing, putJobs } from '../../queue/job-message.ts';
import { type SentJob } from '../../queue/queue.ts';
import { type Choice } from '../choice.ts';
import { type Plan } from '../plan.ts';
import { subjectName, type ProjectView } from '../project-view.ts';
import { carryOut } from './carry-out.ts';
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
      const jobs: SentJob[] = [];
      const fenced: string[] = [];
      for (const choice of plan.choices) await commitChoice(tx, scope, now, choice, { jobs, fenced });
      const outgoing = await putJobs(tx, scope, now, jobs);
      faultpoint('commit.written');
      return { jobs: outgoing, fenced };
    });
  } catch (thrown) {
    if (thrown instanceof Outdated) return undefined;
    throw thrown;
  }
}

async function commitChoice(
  tx: Tx,
  scope: Scope,
  now: number,
  choice: Choice,
  effects: { jobs: SentJob[]; fenced: string[] },
): Promise<void> {
  const { subject, from, to, facts, verdict, candidates, intents, text } = choice;
  const { project } = subject.view;
  const { id: decision } = await appendDecision(tx, scope, now, {
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
  });
  faultpoint('commit.decided');
  const events: NewEvent[] = [
    { type: 'Decided', data: { decision, stage: verdict.stage, subject: subjectName(subject), text } },
  ];
  for (const intent of intents) {
    const done = await carryOut(tx, scope, now, choice, intent);
    events.push(...done.events);
    effects.jobs.push(...(done.job === undefined ? [] : [done.job]));
    effects.fenced.push(...(done.fenced === undefined ? [] : [done.fenced]));
  }
  faultpoint('commit.intended');
  await appendEvents(tx, scope, project.id, events);
}
