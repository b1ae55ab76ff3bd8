import type { ProjectDetailView } from '../../store/operations/views/project-detail.ts';
import type { DecisionLineView } from '../../store/operations/views/decision-view.ts';
import { printableLine } from '../output/printable.ts';
import { type Line, plain, span } from '../output/span.ts';
import { progressOf } from '../progress/progress.ts';
import { renderProgress } from '../progress/render-progress.ts';
import { endLines } from './end-lines.ts';

const shownDecisions = 5;

/** A project as it stands now, once and whole. */
export function projectLines(view: ProjectDetailView, now: number, columns: number): readonly Line[] {
  const state = progressOf(view);
  return [
    // Questions, and why it is stalled, are among the closing lines.
    ...renderProgress({ ...state, waiting: [], stall: null }, { now, rows: Number.MAX_SAFE_INTEGER }),
    [span('  request  ', 'dim'), span(printableLine(view.request))],
    [span('  source   ', 'dim'), span(printableLine(`${view.source} at ${view.revision.slice(0, 12)}`))],
    ...(view.decisions.length === 0 ? [] : [plain('  decisions')]),
    ...view.decisions.slice(0, shownDecisions).map(decisionLine),
    ...endLines(view, now, columns),
  ];
}

export function decisionLine({ ref, subject, stage, fromPhase, toPhase, rules }: DecisionLineView): Line {
  const move = toPhase === null || toPhase === fromPhase ? stage : `${fromPhase ?? '–'} → ${toPhase}`;
  return [
    span(`  ${ref}  `, 'dim'),
    span(`${subject}  ${move}  `),
    span(rules.length === 0 ? '' : `by ${rules.join(', ')}`, 'dim'),
  ];
}
