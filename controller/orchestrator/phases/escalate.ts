import { escalationActions, type EscalationAction, type Failure } from '../../policy/failures.ts';
import { type EscalationRow } from '../../store/entities/escalation.ts';
import { type Hit } from '../../policy/verdict.ts';
import { answeredAction } from '../answers.ts';
import { agentOfRole, modelOf } from '../candidates.ts';
import { escalationFactsOf } from '../facts/escalation-facts.ts';
import { type NewEscalation, type NewRun } from '../intent.ts';
import { currentEscalation, phaseOf, runsOf, subjectName, type SubjectView } from '../project-view.ts';
import { projectContext, taskContext } from '../run-context.ts';
import { actOn, type Action } from './action.ts';

const msPerMinute = 60_000;

/** Asks the escalation rules what is done about the failure, once; then waits for the answer, or for its expiry. */
export const escalate: Action = async ({ judgement, bundles }) => {
  const { subject, table } = judgement;
  const escalation = currentEscalation(subject);
  if (escalation?.state === 'open') return isDue(escalation.expiresAt, subject) ? [expire(judgement, escalation)] : [];
  if (escalation !== undefined && !isPassedOn(escalation)) return [];
  const supervisor = agentOfRole(subject.view, 'supervisor');
  const failure = failureOf(subject);
  const facts = escalationFactsOf(subject, failure, table.candidates, supervisor !== undefined);
  const verdict = await bundles.escalation.evaluate(facts);
  const hit = verdict.hits[0];
  const action = escalationActions.find((known) => known === hit?.type) ?? 'person';
  const intent = { do: 'escalate' as const, escalation: newEscalation(subject, action, failure, hit) };
  const phase = phaseOf(subject);
  return [
    {
      subject,
      from: phase,
      to: phase,
      facts,
      verdict,
      intents: [intent],
      text: `${failure.class}: ${action} (${hit?.rule ?? 'no rule'})`,
    },
  ];
};

// A supervisor that wants a person asked has not settled it: the rules are asked again, knowing that it was consulted.
function isPassedOn(escalation: EscalationRow): boolean {
  return answeredAction(escalation) === 'person';
}

function failureOf({ view, task }: SubjectView): Failure {
  const failure = task === undefined ? view.project.lastFailure : task.row.lastFailure;
  return failure ?? { class: 'fault', message: 'escalated without a recorded failure' };
}

function newEscalation(
  subject: SubjectView,
  action: EscalationAction,
  failure: Failure,
  hit: Hit | undefined,
): NewEscalation {
  const params = hit?.params ?? {};
  const minutes = params['expiresMinutes'];
  return {
    taskId: subject.task?.row.id,
    runId: runsOf(subject).at(-1)?.id,
    action,
    failure,
    question: action === 'person' ? questionOf(subject, failure, params['question']) : undefined,
    options: optionsOf(failure, params['options']),
    expiresAt: typeof minutes === 'number' ? subject.view.now + minutes * msPerMinute : undefined,
    onExpiry: escalationActions.find((known) => known === params['onExpiry']),
    supervision: action === 'supervise' ? supervisionRun(subject, failure) : undefined,
  };
}

function questionOf(subject: SubjectView, failure: Failure, asked: unknown): string {
  const words = typeof asked === 'string' ? asked : 'How should it go on?';
  const fix = failure.fix === undefined ? '' : `${failure.fix} `;
  return `${subjectName(subject)}: ${failure.message}. ${fix}${words}`;
}

function optionsOf(failure: Failure, declared: unknown): readonly string[] {
  if (Array.isArray(declared)) return declared.filter((option): option is string => typeof option === 'string');
  return failure.class === 'permission-ask' ? ['approve', 'deny', 'fail'] : ['retry', 'reassign', 'fail'];
}

function supervisionRun(subject: SubjectView, failure: Failure): NewRun {
  const { view, task } = subject;
  const supervisor = agentOfRole(view, 'supervisor');
  const context = task === undefined ? projectContext(view) : taskContext(view, task);
  return {
    purpose: 'supervise',
    taskId: undefined,
    agent: supervisor?.metadata.name,
    model: modelOf(view, supervisor),
    capacity: supervisor?.spec.capacity ?? 1,
    attempt: 1,
    baseCommit: undefined,
    // The escalation's own id is filled in by the commit, which makes it.
    context: { ...context, escalation: { id: '', failure, options: ['retry', 'reassign', 'person', 'fail'] } },
  };
}

function isDue(expiresAt: Date | null, { view }: SubjectView): boolean {
  return expiresAt !== null && expiresAt.getTime() <= view.now;
}

function expire(
  judgement: Parameters<typeof actOn>[0],
  escalation: { readonly id: string; readonly onExpiry: string | null },
): ReturnType<typeof actOn> {
  const action = escalationActions.find((known) => known === escalation.onExpiry) ?? 'fail';
  return actOn(
    judgement,
    [{ do: 'expire-escalation', escalationId: escalation.id, action }],
    `nobody answered in time: ${action}`,
  );
}
