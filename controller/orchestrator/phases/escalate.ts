import type { AgentResource } from '../../catalog/kinds/kinds.ts';
import { escalationActions, type EscalationAction, type Failure } from '../../policy/failures.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { Hit } from '../../policy/verdict.ts';
import { notToBeHad, type Choice, type Ledger } from '../plan/choice.ts';
import { answeredAction } from '../observe/answers.ts';
import { agentOfRole, agentsOfRole, isBusy, modelOf } from '../judge/candidates.ts';
import { escalationFactsOf } from '../facts/escalation-facts.ts';
import type { NewEscalation, NewRun } from '../plan/intent.ts';
import {
  currentEscalation,
  escalationsOf,
  phaseOf,
  runsOf,
  subjectName,
  type ProjectView,
  type SubjectView,
} from '../observe/project-view.ts';
import { faultsText } from '../judge/rule-faults.ts';
import { projectContext, taskContext } from './run-context.ts';
import { actOn, type Action, type ActionContext } from './action.ts';

const msPerMinute = 60_000;

/** Asks the escalation rules what is done about the failure, once; then waits for the answer, or for its expiry. */
export const escalate: Action = (context) => {
  const { subject } = context.judgement;
  const escalation = currentEscalation(subject);
  if (escalation === undefined || isPassedOn(escalation)) return ask(context);
  const isOver = escalation.state === 'open' && isDue(escalation.expiresAt, subject);
  return isOver ? [expire(context.judgement, escalation)] : [];
};

function ask({ judgement, bundles, ledger }: ActionContext): readonly Choice[] {
  const { subject, table } = judgement;
  const supervisor = agentOfRole(subject.view, 'supervisor');
  const failure = failureOf(subject);
  const facts = escalationFactsOf(subject, failure, table.candidates, supervisor !== undefined);
  const verdict = bundles.escalation.evaluate(facts);
  const trouble = isGoingRound(subject) ? 'the rules go round in circles' : faultsText(verdict);
  const hit = trouble === undefined ? verdict.hits[0] : undefined;
  const action = escalationActions.find((known) => known === hit?.type) ?? 'person';
  if (action === 'supervise' && supervisor !== undefined && !takeSlot(subject.view, supervisor, ledger)) return [];
  const phase = phaseOf(subject);
  const intent = { do: 'escalate' as const, escalation: newEscalation(subject, action, failure, hit, trouble) };
  const text = `${failure.class}: ${action} (${trouble ?? hit?.rule ?? 'no rule'})`;
  return [{ subject, from: phase, to: phase, facts, verdict, intents: [intent], text }];
}

function takeSlot(view: ProjectView, agent: AgentResource, ledger: Ledger): boolean {
  const isFree = !isBusy(view, agent, notToBeHad(ledger));
  if (isFree) ledger.taken.push(agent.metadata.name);
  else for (const { metadata } of agentsOfRole(view, 'supervisor')) ledger.waitsFor.add(metadata.name);
  return isFree;
}

// A supervisor that wants a person asked has not settled it: the rules are asked again, knowing that it was consulted.
function isPassedOn(escalation: EscalationRow): boolean {
  return answeredAction(escalation) === 'person';
}

/** Answers on end that brought no run, and answers on end at all, before a person is asked whatever the rules say. */
const mostIdle = 3;
const mostOnEnd = 20;

// Rules that answer the same for ever would go on for ever; this bounds them as the legal moves do.
function isGoingRound(subject: SubjectView): boolean {
  const all = escalationsOf(subject);
  const onEnd = all.slice(all.findLastIndex((row) => row.action === 'person') + 1);
  const lastRun = runsOf(subject).at(-1)?.createdAt.getTime() ?? 0;
  return onEnd.length >= mostOnEnd || onEnd.filter((row) => row.createdAt.getTime() >= lastRun).length >= mostIdle;
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
  trouble: string | undefined,
): NewEscalation {
  const params = hit?.params ?? {};
  const minutes = params['expiresMinutes'];
  return {
    taskId: subject.task?.row.id,
    runId: runsOf(subject).at(-1)?.id,
    action,
    failure,
    question: action === 'person' ? questionOf(subject, failure, params['question'], trouble) : undefined,
    options: action === 'person' ? optionsOf(failure, params['options']) : [],
    expiresAt: typeof minutes === 'number' ? subject.view.now + minutes * msPerMinute : undefined,
    onExpiry: escalationActions.find((known) => known === params['onExpiry']),
    supervision: action === 'supervise' ? supervisionRun(subject, failure) : undefined,
  };
}

// Why the rules did not settle it comes first: without it, the question looks like one that they wanted asked.
function questionOf(subject: SubjectView, failure: Failure, asked: unknown, trouble: string | undefined): string {
  const words = [
    ...(trouble === undefined ? [] : [`${trouble[0]?.toUpperCase()}${trouble.slice(1)}.`]),
    typeof asked === 'string' ? asked : 'How should it go on?',
  ].join(' ');
  const fix = failure.fix === undefined ? '' : `${failure.fix} `;
  return `${subjectName(subject)}: ${failure.message}. ${fix}${words}`;
}

function optionsOf(failure: Failure, declared: unknown): readonly string[] {
  if (Array.isArray(declared)) return declared.filter((option): option is string => typeof option === 'string');
  return failure.class === 'permission-ask' ? ['approve', 'deny', 'fail'] : ['retry', 'reassign', 'fail'];
}

const supervisorOptions = ['retry', 'reassign', 'person', 'fail'];

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
    context: { ...context, escalation: { id: '', subject: subjectName(subject), failure, options: supervisorOptions } },
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
