import type { TaskView } from '../../store/operations/views/task-view.ts';
import { phaseSpan } from '../output/phase-span.ts';
import { type Line, plain, span } from '../output/span.ts';
import { type Column, tableLines } from '../output/table.ts';

const columns: readonly Column<TaskView>[] = [
  { header: 'TASK', cell: ({ project, name }) => span(`${project}/${name}`, 'bold') },
  { header: 'PHASE', cell: ({ phase }) => phaseSpan(phase) },
  { header: 'AGENT', cell: ({ agent }) => agent ?? '–' },
  { header: 'ATTEMPTS', align: 'right', optional: true, cell: ({ attempts }) => String(attempts) },
  { header: 'AFTER', flexible: true, optional: true, cell: ({ dependsOn }) => dependsOn.join(', ') },
  { header: 'NOTE', flexible: true, cell: noteOf },
  { header: 'TITLE', flexible: true, optional: true, cell: ({ title }) => title },
];

/** Tasks, one a line. */
export function taskListLines(tasks: readonly TaskView[], width: number): readonly Line[] {
  return tasks.length === 0 ? [plain('no tasks yet')] : tableLines(columns, tasks, width);
}

function noteOf({ waitsFor, activeRun, phase, lastFailure }: TaskView): string {
  if (waitsFor !== null) return `waits for ${waitsFor}`;
  if (activeRun !== null) return `step ${activeRun.steps}`;
  return phase === 'Complete' || lastFailure === null ? '' : lastFailure.message;
}
