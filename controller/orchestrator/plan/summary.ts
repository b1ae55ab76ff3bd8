import { isEnd, type Phase } from '../../policy/phases.ts';
import type { ProjectView, TaskView } from '../observe/project-view.ts';
import { shortened } from './shortened.ts';

/** What a finished project tells people: each task with its agent and tries, what was spent, and how it ended. */
export function summarise(view: ProjectView, end: Phase): string {
  const { project, tasks } = view;
  const complete = tasks.filter((task) => task.row.phase === 'Complete').length;
  return [
    `${project.name}: ${endText(view, end)}. ${complete} of ${tasks.length} tasks complete.`,
    ...tasks.map(taskLine),
    spendLine(view),
    ...(project.lastFailure === null ? [] : [`Last failure: ${project.lastFailure.message}`]),
  ].join('\n');
}

function endText({ project }: ProjectView, end: Phase): string {
  if (end !== 'Complete') return end.toLowerCase();
  const checks = project.spec.acceptance?.length ?? 0;
  return checks === 0 ? 'complete, without acceptance checks' : 'complete, acceptance passed';
}

function taskLine({ row, runs }: TaskView): string {
  const tries = runs.length;
  const agents = [...new Set(runs.map((run) => run.agent))].join(', then ');
  const by = agents === '' ? '' : ` by ${agents}`;
  const result = row.phase === 'Complete' ? row.resultSummary : (row.lastFailure?.message ?? null);
  const said = result === null ? '' : `: ${shortened(result)}`;
  return `- ${row.name} (${isEnd(row.phase) ? row.phase : 'unfinished'}, ${tries} ${tries === 1 ? 'run' : 'runs'}${by})${said}`;
}

// What is reserved at the end belongs to runs that are fenced with it, and is written off as spent.
function spendLine({ project }: ProjectView): string {
  const usd = (project.usdMicroSpent + project.usdMicroReserved) / 1_000_000;
  const tokens = project.tokensSpent + project.tokensReserved;
  return `Spent ${tokens.toLocaleString('en')} tokens${usd > 0 ? `, ${usd.toFixed(4)} usd` : ''}.`;
}
