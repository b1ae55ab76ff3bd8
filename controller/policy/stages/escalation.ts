import { failureClasses } from '../failures.ts';
import type { FactTable } from '../facts.ts';
import { clock, count, flag, growing, maybe, word } from './define.ts';

/** What escalation rules look at: one failure of one subject. They choose what is done about it. */
export const escalationFacts: FactTable = {
  now: clock,
  subject: word('Whether the project itself or one task failed.', 'task', ['project', 'task']),
  failure: word('The class of the failure.', 'verify-failed', failureClasses),
  attempts: growing(count('Attempts at the subject that have ended, by any agent.', 1)),
  agent: maybe(word('The agent that failed.', 'dev-1')),
  agentFailures: growing(count('Times that this agent failed at this task.', 1)),
  agentFailuresOfClass: growing(count('Times that this agent failed at this task with this class.', 1), 'failure'),
  otherCandidates: count('Agents that could take over, the failing one excluded.', 1),
  condensed: flag('The last attempt already started from a condensed context.'),
  supervised: growing(flag('A supervising model was already asked about this subject.')),
  supervisorAvailable: flag('The project has an agent with the role supervisor.'),
  personAnswers: growing(count('Times that a person was already asked about this subject.')),
  reviewRejections: growing(count('Times that a review sent the result back.')),
};
