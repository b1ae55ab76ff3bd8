import type { NewEvent } from '../../events/event.ts';
import type { Condition } from '../../store/condition.ts';
import type { Stall } from '../plan/choice.ts';
import { sameConditions } from './conditions.ts';
import { subjectName, type ProjectView } from '../observe/project-view.ts';

/** The events that tell of stalls, where they are news. */
export function stallEvents(
  { project }: ProjectView,
  conditions: readonly Condition[],
  stalls: readonly Stall[],
): readonly NewEvent[] {
  if (sameConditions(stalledOf(project.conditions), stalledOf(conditions))) return [];
  return stalls.map(({ subject, error }) => ({
    type: 'Stalled',
    data: { subject: subjectName(subject), code: error.code, message: error.message },
  }));
}

function stalledOf(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.filter(({ type }) => type === 'Stalled');
}
