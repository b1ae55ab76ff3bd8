import type { ProjectSummaryView } from '../../store/operations/views/list-projects.ts';
import { age } from '../output/age.ts';
import { hint } from '../output/hint.ts';
import { phaseSpan } from '../output/phase-span.ts';
import { type Line, span } from '../output/span.ts';
import { type Column, tableLines } from '../output/table.ts';
import { spendText } from './spend-text.ts';

/** Projects, one a line. */
export function projectListLines(projects: readonly ProjectSummaryView[], width: number, now: number): readonly Line[] {
  if (projects.length === 0) return [[span('no projects yet; start one with: '), hint('run task "…"')]];
  return tableLines(columns(now), projects, width);
}

function columns(now: number): readonly Column<ProjectSummaryView>[] {
  return [
    { header: 'NAME', cell: ({ name }) => span(name, 'bold') },
    { header: 'PHASE', cell: ({ phase }) => phaseSpan(phase) },
    { header: 'TASKS', align: 'right', cell: ({ tasks }) => `${tasks.complete}/${tasks.total}` },
    { header: 'SPENT', optional: true, cell: ({ spend }) => spendText(spend) },
    { header: 'AGE', align: 'right', cell: ({ createdAt }) => age(createdAt, now) },
    { header: 'NOTE', cell: (project) => span(noteOf(project), 'warn') },
    { header: 'REQUEST', flexible: true, optional: true, cell: ({ request }) => request },
  ];
}

function noteOf({ awaitsPerson, suspended, paused, endedAt }: ProjectSummaryView): string {
  if (endedAt !== null) return '';
  if (paused) return 'paused';
  if (awaitsPerson) return 'needs you';
  return suspended ? 'suspended' : '';
}
