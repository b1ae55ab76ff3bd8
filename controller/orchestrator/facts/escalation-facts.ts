import type { Candidate } from '../judge/candidates.ts';
import { escalationsOf, runsOf, type SubjectView } from '../observe/project-view.ts';
import type { Failure } from '../../policy/failures.ts';
import type { Facts } from '../../policy/facts.ts';

/** The snapshot that escalation rules see of one failure. */
export function escalationFactsOf(
  subject: SubjectView,
  failure: Failure,
  candidates: readonly Candidate[],
  supervisor: boolean,
): Facts {
  const { view, task } = subject;
  const ended = runsOf(subject).filter((run) => run.outcome === 'failed' && run.purpose !== 'supervise');
  const agent = task?.row.agent ?? null;
  const byAgent = ended.filter((run) => run.agent === agent);
  const escalations = escalationsOf(subject);
  return Object.freeze({
    now: view.now,
    subject: task === undefined ? 'project' : 'task',
    failure: failure.class,
    attempts: ended.length,
    agent,
    agentFailures: byAgent.length,
    agentFailuresOfClass: byAgent.filter((run) => run.failure?.class === failure.class).length,
    otherCandidates: candidates.filter((candidate) => candidate.agent.metadata.name !== agent).length,
    condensed: task?.row.condensed ?? false,
    supervised: escalations.some((row) => row.action === 'supervise'),
    supervisorAvailable: supervisor,
    personAnswers: escalations.filter((row) => row.action === 'person' && row.state !== 'open').length,
    reviewRejections: task?.row.reviewRejections ?? 0,
  });
}
