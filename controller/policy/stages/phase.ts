import { escalationActions, failureClasses } from '../failures.ts';
import type { FactTable } from '../facts.ts';
import { phases } from '../phases.ts';
import { clock, count, flag, growing, maybe, moving, perMinute, word } from './define.ts';

/** What phase rules look at: once for the project (`task.*` is null then) and once for each open task. */
export const phaseFacts: FactTable = {
  now: clock,
  subject: word('Whether the project itself or one task is judged.', 'project', ['project', 'task']),
  phase: word('The present phase of the subject.', 'Plan', phases),
  phaseMinutes: growing(
    moving(count('How long the subject has been in this phase.', 0, 'minutes'), perMinute),
    'phase',
  ),

  'project.suspended': flag('The spec or a person suspended the project.'),
  'project.cancelRequested': growing(flag('A person or a deleted spec asked for an end.')),
  'project.planned': growing(flag('There is a task graph.')),
  'project.runActive': flag('A run of the project itself is queued or running: planning, acceptance or supervising.'),
  'project.planFailures': growing(count('Planning runs that failed.')),
  'project.tasks': growing(count('Tasks in all.')),
  'project.tasksOpen': count('Tasks that have not ended.'),
  'project.tasksStarted': growing(count('Tasks that had at least one run.')),
  'project.tasksComplete': count('Tasks that are complete.'),
  'project.tasksFailed': growing(count('Tasks that failed for good.')),
  'project.acceptance': word('How the acceptance checks stand.', 'pending', ['pending', 'running', 'passed', 'failed']),
  'project.acceptanceFailures': growing(count('Times that the acceptance checks failed.')),
  'project.failed': flag('A planning or acceptance run failed and the failure has not been dealt with.'),
  'project.minutesLeft': maybe(
    moving(count('Until the wall clock budget ends; null without one.', 60, 'minutes'), -perMinute),
  ),

  escalation: word('The escalation of the subject, if any.', 'none', ['none', 'open', 'answered', 'expired']),
  escalationAction: maybe(
    word(
      'What the escalation rules, a supervising model or a person chose; null while it is open. After person they are asked again.',
      'retry',
      escalationActions,
    ),
  ),

  'task.name': maybe(word('The name of the task.', 'build')),
  'task.ready': maybe(flag('Every dependency is complete.')),
  'task.dependencyFailed': maybe(flag('A dependency failed or was cancelled.')),
  'task.runActive': maybe(flag('A run of the task is queued or running.')),
  'task.runMinutes': maybe(
    growing(
      moving(
        count('How long the active run has been running; 0 while it waits.', 0, 'minutes'),
        perMinute,
        'task.runActive',
      ),
      'phase',
    ),
  ),
  'task.timeoutMinutes': maybe(count('How long a run of the task may take.', 30, 'minutes')),
  'task.candidates': maybe(count('Agents that may be given the task, busy ones included.', 1)),
  'task.attempts': maybe(growing(count('Runs that have ended.'))),
  'task.outcome': maybe(
    word('How the last run ended; null before the first, and once the outcome has been dealt with.', 'succeeded', [
      'succeeded',
      'failed',
    ]),
  ),
  'task.failure': maybe(word('The class of the last failure, with `outcome` failed.', 'verify-failed', failureClasses)),
  'task.handedOver': maybe(flag('The failing run is fenced, its agent excluded and its work kept for the next agent.')),
  'task.reviewRejected': maybe(flag('A review sent the result back and it has not been dealt with.')),

  timers: {
    type: 'object',
    nullable: false,
    meaning: 'What rules with for, keepFor, rate or mode shadow remember about this subject, by rule.',
    reserved: true,
    sample: {},
  },
};
