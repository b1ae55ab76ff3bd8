import { MaiosError } from '../../errors/maios-error.ts';
import { guardsOf } from '../../orchestrator/judge/guards.ts';
import { judge } from '../../orchestrator/judge/judge.ts';
import type { ProjectView } from '../../orchestrator/observe/project-view.ts';
import type { Facts } from '../../policy/facts.ts';
import type { Guards } from '../../policy/legal-move.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { FoundSubject } from '../../store/operations/views/find-subject.ts';
import { lastDecision } from '../../store/operations/views/last-decision.ts';
import type { Tx } from '../../store/store.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { WantedEvent } from './wanted-event.ts';

/** What the rules of a stage were asked about a subject, and what they said. */
export interface Said {
  readonly facts: Facts;
  readonly verdict: Verdict;
  /** When the facts were so, in ms since 1970. */
  readonly at: number;
  /** The decision that recorded it; null: it was asked just now. */
  readonly decision: string | null;
  /** Which guards hold now; none for what has ended. */
  readonly guards: Guards;
}

const noGuards: Guards = { planned: false, acceptancePassed: false, taskVerified: false, reviewRejected: false };

/** What the phase rules say about a subject now; undefined for one that has ended, of which nothing is asked any more. */
export async function saidNow(
  { bundlesFor }: Pick<ApiDependencies, 'bundlesFor'>,
  view: ProjectView,
  task: FoundSubject['task'],
): Promise<Said | undefined> {
  if (view.project.endedAt !== null) return undefined;
  const judgements = await judge(view, bundlesFor(view.project).phase);
  const judged = judgements.find(({ subject }) => subject.task?.row.id === task?.id);
  if (judged === undefined) return undefined;
  const { facts, verdict, subject } = judged;
  return { facts, verdict, at: view.now, decision: null, guards: guardsOf(subject) };
}

/** What the rules of a stage said last about a subject. Fails with NOT_FOUND before they were first asked. */
export async function saidLast(
  tx: Tx,
  { scope }: Pick<ApiDependencies, 'scope'>,
  subject: FoundSubject,
  stage: WantedEvent['stage'],
): Promise<Said> {
  const last = await lastDecision(tx, scope, subject, stage);
  if (last !== undefined) {
    const { facts, verdict, at, ref } = last;
    return { facts, verdict, at: Date.parse(at), decision: ref, guards: noGuards };
  }
  const { project, task } = subject;
  const name = task === undefined ? project.name : `${project.name}/${task.name}`;
  throw new MaiosError('NOT_FOUND', `${name}: expected a decision of the ${stage} rules to explain, found none`);
}
