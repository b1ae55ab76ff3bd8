import type { Guards } from '../../policy/legal-move.ts';
import type { SubjectView } from '../observe/project-view.ts';

/** What must be so for some of the legal moves, as it is now. */
export function guardsOf({ view, task }: SubjectView): Guards {
  return {
    planned: view.project.planned,
    acceptancePassed: view.project.acceptance === 'passed',
    taskVerified: task?.row.lastOutcome === 'succeeded',
    reviewRejected: task?.row.reviewPending ?? false,
  };
}
