import type { EventData, EventType, ProjectEvent } from '../../events/event.ts';
import { printableLine } from '../output/printable.ts';
import { padEnd } from '../output/width.ts';

type Words = {
  readonly [T in EventType]: (data: EventData[T]) => readonly [subject: string, verb: string, rest: string];
};

const who = (agent: string | null): string => (agent === null ? 'by maios' : `by ${agent}`);

const everything = (all: boolean | undefined): string => (all === true ? ', with the whole organization' : '');

// Verbs are stable: scripts look for them.
const words: Words = {
  ProjectCreated: ({ name, request, rehearsal }) => [
    'project',
    'created',
    `${name}${rehearsal ? ' (rehearsal)' : ''}: ${request}`,
  ],
  Planned: ({ tasks }) => ['project', 'planned', `${tasks.length} tasks: ${tasks.map((task) => task.name).join(', ')}`],
  PhaseChanged: ({ subject, from, to, rule }) => [subject, 'moved', `${from} → ${to} by ${rule}`],
  Decided: ({ subject, text, decision }) => [subject, 'decided', `${text} (${decision})`],
  RunQueued: ({ subject, purpose, agent, attempt }) => [
    subject,
    'queued',
    `${purpose} ${who(agent)}, attempt ${attempt}`,
  ],
  RunStarted: ({ subject, purpose, agent, attempt, resumed }) => [
    subject,
    resumed ? 'resumed' : 'started',
    `${purpose} ${who(agent)}, attempt ${attempt}`,
  ],
  StepRecorded: ({ n, kind, label }) => ['', 'step', `${n} ${kind}${label === null ? '' : ` ${label}`}`],
  RunEnded: ({ subject, outcome, agent, failure, summary }) => [
    subject,
    outcome,
    `${who(agent)}: ${failure === null ? summary : `${failure.class}: ${failure.message}`}`,
  ],
  Merged: ({ subject, commit }) => [subject, 'merged', commit.slice(0, 12)],
  LessonLearned: ({ subject, agent, text }) => [subject, 'learned', `${who(agent)}: ${text}`],
  Escalated: ({ subject, action, question, options }) => [
    subject,
    'escalated',
    `${action}${question === null ? '' : `: ${question}`}${options.length === 0 ? '' : ` [${options.join(' | ')}]`}`,
  ],
  Answered: ({ subject, answer, by }) => [subject, 'answered', `${answer} by ${by}`],
  InputGiven: ({ text, by }) => ['project', 'input', `${text} by ${by}`],
  Suspended: ({ by, all }) => ['project', all === true ? 'paused' : 'suspended', `by ${by}${everything(all)}`],
  Resumed: ({ by, all }) => ['project', 'resumed', `by ${by}${everything(all)}`],
  CancelRequested: ({ by }) => ['project', 'cancelling', `by ${by}`],
  Stalled: ({ subject, code, message }) => [subject, 'stalled', `${code}: ${message}`],
  RulesDiffer: ({ subject, decision, message }) => [subject, 'alarm', `decision ${decision}: ${message}`],
  // The rest of the summary follows the last event.
  ProjectEnded: ({ phase, summary }) => ['project', 'ended', `${phase}: ${summary.split('\n', 1)[0] ?? ''}`],
};

const subjectWidth = 12;
const verbWidth = 10;

/** One event on one line: `+12.3s  subject  verb  what`; `startedAt` is when the project was created. */
export function eventLine(event: ProjectEvent, { startedAt, subjectOfRun }: EventLineContext): string {
  const [named, verb, rest] = describe(event);
  const subject = event.type === 'StepRecorded' ? subjectOfRun(event.data.run) : named;
  const offset = `+${(Math.max(0, event.at - startedAt) / 1000).toFixed(1)}s`.padEnd(8);
  return `${offset}  ${padEnd(printableLine(subject), subjectWidth)}  ${padEnd(verb, verbWidth)}  ${printableLine(rest)}`.trimEnd();
}

export interface EventLineContext {
  readonly startedAt: number;
  readonly subjectOfRun: (run: string) => string;
}

function describe<T extends EventType>(event: { readonly type: T; readonly data: EventData[T] }) {
  return words[event.type](event.data);
}
