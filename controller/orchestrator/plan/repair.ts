import type { PlannedTask } from '../../catalog/kinds/project.ts';
import { answeredAction } from '../observe/answers.ts';
import { currentEscalation, type ProjectView } from '../observe/project-view.ts';

/**
 * When the acceptance checks failed and another try was chosen, the work itself must change before they are run again:
 * one more task, whose proof are the checks themselves.
 */
export function repairTask(
  view: ProjectView,
): { readonly tasks: readonly PlannedTask[]; readonly taskTimeoutMs: number } | undefined {
  const { project, tasks } = view;
  const escalation = currentEscalation({ view, task: undefined });
  const chosen = escalation === undefined ? undefined : answeredAction(escalation);
  if (project.lastFailure?.class !== 'acceptance-failed' || chosen === 'fail') return undefined;
  const last = tasks.findLast((task) => task.row.reviews === null)?.row;
  const task: PlannedTask = {
    name: `repair-${project.acceptanceFailures}`,
    title: 'Make the acceptance checks pass',
    instructions: [project.lastFailure.message, project.lastFailure.detail, escalation?.note]
      .filter(Boolean)
      .join('\n\n'),
    // A line of its own each, for a command may end in a comment.
    verify: (project.spec.acceptance ?? []).map((check) => `(${check.command}\n)`).join(' && ') || 'true',
    ...(last === undefined || last.role === null ? {} : { role: last.role }),
    ...(last === undefined ? {} : { skills: [...last.skills] }),
  };
  return { tasks: [task], taskTimeoutMs: view.project.taskTimeoutMs };
}
