import { failureClasses } from '../failures.ts';
import type { FactTable } from '../facts.ts';
import { clock, count, flag, growing, list, maybe, word } from './define.ts';

/** What scoring rules look at: one task and one candidate that passed the hard filter. The hits' scores are summed. */
export const scoringFacts: FactTable = {
  now: clock,
  'task.name': word('The name of the task.', 'build'),
  'task.role': maybe(word('The role that the task asks for.', 'developer')),
  'task.attempts': growing(count('Runs of the task that have ended.')),
  'task.isReview': flag('The task reviews another one.'),
  'task.failure': maybe(word('The class of the last failure.', 'verify-failed', failureClasses)),
  'agent.name': word('The name of the candidate.', 'dev-1'),
  'agent.role': word('Its role.', 'developer'),
  'agent.traits': { type: 'object', nullable: false, meaning: 'Its traits, by name.', sample: {} },
  'agent.labels': { type: 'object', nullable: false, meaning: 'Its labels, by name.', sample: {} },
  'agent.skills': list('Its skills.'),
  'agent.matchesRole': flag('Its role is the one that the task asks for.'),
  'agent.successes': growing(count('Runs that ended well, over all projects.')),
  'agent.failures': growing(count('Runs that did not.')),
  'agent.successBound': count('Lower bound of its success rate: Wilson, 95 %, 0.2 before any run.', 0.2, 'share'),
  'agent.load': count('Its active runs by its capacity.', 0, 'share'),
  'agent.meanMinutes': maybe(count('How long a run of it takes on average.', 1, 'minutes')),
  'agent.meanUsd': maybe(
    count('What it spends for each run that counts as a success or a failure, on average.', 0.01, 'usd'),
  ),
  'agent.failuresHere': growing(
    count(
      'Times that it failed at this task by its own doing: not by a budget, a permission that is asked for, a sandbox, a lost worker, or an effect that is not known.',
    ),
  ),
  'agent.isIncumbent': flag('It made the last attempt at this task, which was not taken from it.'),
  'agent.isAuthor': flag('It wrote what this task reviews.'),
  'agent.workedOnDependency': flag('It completed a task that this one depends on.'),
};
