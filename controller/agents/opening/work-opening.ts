import type { Message } from '../../models/model.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import { failuresText, predecessorsText } from './account.ts';
import { lessonsText } from './lessons.ts';
import { limitsRule } from './limits-rule.ts';
import { listed, openingOf } from './opening.ts';
import type { RunSession } from '../session/run-session.ts';
import type { Workplace } from '../bench/workplace.ts';

const workRules = [
  'Work in the workspace with the tools that you have; paths are relative to its top.',
  'Do just this task. Others work on other tasks at the same time, in copies of their own.',
  'When you are done, answer with a short summary of the result and without calling a tool: that ends the run. What counts is what is in the files then.',
];

const reviewRules = [
  'Look at the work in the workspace with the tools that you have; change nothing.',
  'Hand in your verdict by calling submit_review; a verdict in words alone does not count.',
];

/** Bytes of the reviewed change that are shown; the rest can be read in the workspace. */
const maxDiffBytes = 40_000;

/** How a run at a task begins: who the agent is, what is to be done, and everything known that helps. */
export async function workOpening(session: RunSession, task: TaskRow, place: Workplace): Promise<readonly Message[]> {
  const { project, run } = session.work;
  const { context } = run;
  const what = `${task.title}\n${task.instructions ?? ''}`;
  const rules = task.reviews === null ? [...workRules, proofRule(task)] : reviewRules;
  return openingOf(
    session.agent,
    [...rules, limitsRule(session)],
    [
      { heading: `Task ${task.name}`, text: what },
      { heading: `What the whole project ${project.name} is for`, text: project.spec.request },
      { heading: 'How the whole is accepted in the end', text: acceptanceText(session) },
      {
        heading: 'Results of the tasks before this one (their files are in the workspace)',
        text: predecessorsText(context),
      },
      { heading: 'The change to review', text: await reviewedText(session, place) },
      { heading: 'What earlier attempts came to', text: failuresText(context) },
      { heading: 'What is there already', text: handedOver(task) },
      { heading: 'What people said', text: listed(context.notes) },
      { heading: 'Lessons of earlier work that may fit', text: await lessonsText(session, what) },
    ],
  );
}

function proofRule({ verify }: TaskRow): string {
  return verify === null
    ? 'Nothing checks this task but you: look at the result yourself before you end.'
    : `The task is done when this command exits 0 in the workspace, not when you say so: ${verify}`;
}

function acceptanceText({ work }: RunSession): string | undefined {
  return listed((work.project.spec.acceptance ?? []).map(({ name, command }) => `${name}: ${command}`));
}

async function reviewedText({ work }: RunSession, place: Workplace): Promise<string | undefined> {
  const { reviewed } = work.run.context;
  if (reviewed === undefined) return undefined;
  const { task, title, instructions, verify, comments, commit } = reviewed;
  const lines = [
    `${task}: ${title}`,
    ...(instructions === undefined ? [] : [`It was asked for like this:\n${instructions}`]),
    ...(verify === undefined ? [] : [`This command passes: ${verify}`]),
    ...(comments === undefined ? [] : [`The review before asked for these changes:\n${comments}`]),
    commit === null ? 'It changed no files.' : `Its last commit:\n${await diffText(place, commit)}`,
  ];
  return lines.join('\n\n');
}

async function diffText(place: Workplace, commit: string): Promise<string> {
  const { workspace } = await place.open();
  return fenced(await workspace.diffOf(commit, maxDiffBytes));
}

// A longer fence than any within, so that what was written ends where it ends.
function fenced(diff: string): string {
  const longest = Math.max(2, ...(diff.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${diff}\n${fence}`;
}

function handedOver({ baseCommit, attempts, lastFailure }: TaskRow): string | undefined {
  if (attempts === 0) return undefined;
  if (baseCommit === null && lastFailure?.class === 'review-rejected') {
    return 'The workspace holds the work that the review looked at. Change what it asks for, and keep the rest.';
  }
  if (baseCommit === null) return undefined;
  return 'The workspace holds what the last attempt left. Keep what is good, and change what is not.';
}
