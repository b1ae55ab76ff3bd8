import { type Message } from '../../models/model.ts';
import { type TaskRow } from '../../store/entities/task.ts';
import { failuresText, predecessorsText } from './account.ts';
import { lessonsText } from './lessons.ts';
import { listed, openingOf } from './opening.ts';
import { type RunSession } from '../session/run-session.ts';
import { type Workplace } from '../bench/workplace.ts';

const workRules = [
  'Work in the workspace with the tools that you have; paths are relative to its top.',
  'Do just this task. Others work on other tasks at the same time, in copies of their own.',
  'When you are done, answer with a short summary of the result and without calling a tool.',
];

const reviewRules = [
  'Look at the work in the workspace with the tools that you have; change nothing.',
  'Hand in your verdict with submit_review.',
];

/** Bytes of the reviewed change that are shown; the rest can be read in the workspace. */
const maxDiffBytes = 40_000;

/** How a run at a task begins: who the agent is, what is to be done, and everything known that helps. */
export async function workOpening(session: RunSession, task: TaskRow, place: Workplace): Promise<readonly Message[]> {
  const { project, run } = session.work;
  const { context } = run;
  const what = `${task.title}\n${task.instructions ?? ''}`;
  const rules = task.reviews === null ? [...workRules, proofRule(task)] : reviewRules;
  return openingOf(session.agent, rules, [
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
  ]);
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
  const title = `${reviewed.task}: ${reviewed.title}`;
  if (reviewed.commit === null) return `${title}\nIt changed no files.`;
  const { workspace } = await place.open();
  return `${title}\n\`\`\`diff\n${await workspace.diffOf(reviewed.commit, maxDiffBytes)}\n\`\`\``;
}

function handedOver({ baseCommit, attempts }: TaskRow): string | undefined {
  if (baseCommit === null || attempts === 0) return undefined;
  return 'The workspace holds what the last attempt left. Keep what is good, and change what is not.';
}
