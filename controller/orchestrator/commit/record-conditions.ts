import { type Condition } from '../../store/condition.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { changeProject } from '../../store/operations/projects/change-project.ts';
import { type Scope } from '../../store/scope.ts';
import { type Tx } from '../../store/store.ts';
import { type Stall } from '../choice.ts';
import { sameConditions } from '../conditions.ts';
import { subjectName, type ProjectView } from '../project-view.ts';

/** Writes what is true of the project now, where that is news; a stall is told as an event too. */
export async function recordConditions(
  tx: Tx,
  scope: Scope,
  { project }: ProjectView,
  conditions: readonly Condition[],
  stalls: readonly Stall[],
): Promise<void> {
  if (sameConditions(project.conditions, conditions)) return;
  await changeProject(tx, scope, project.id, { conditions });
  if (stalls.length === 0 || sameConditions(stalledOf(project.conditions), stalledOf(conditions))) return;
  const events = stalls.map(({ subject, error }) => ({
    type: 'Stalled' as const,
    data: { subject: subjectName(subject), code: error.code, message: error.message },
  }));
  await appendEvents(tx, scope, project.id, events);
}

function stalledOf(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.filter(({ type }) => type === 'Stalled');
}
