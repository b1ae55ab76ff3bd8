import { type Condition } from '../../store/condition.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { changeProject } from '../../store/operations/projects/change-project.ts';
import { type Scope } from '../../store/scope.ts';
import { type Tx } from '../../store/store.ts';
import { reasonOf } from './reason-of.ts';
import { type Stall } from '../choice.ts';
import { subjectName, type ProjectView } from '../project-view.ts';

/** Marks the project as stalled while rules ask for what is not legal, and clears the mark once they do not. */
export async function recordStalls(
  tx: Tx,
  scope: Scope,
  now: number,
  view: ProjectView,
  stalls: readonly Stall[],
): Promise<void> {
  const conditions = stalledConditions(stalls, now);
  if (sameStalls(view.project.conditions, conditions)) return;
  await changeProject(tx, scope, view.project.id, { conditions });
  const events = stalls.map(({ subject, error }) => ({
    type: 'Stalled' as const,
    data: { subject: subjectName(subject), code: error.code, message: error.message },
  }));
  if (events.length > 0) await appendEvents(tx, scope, view.project.id, events);
}

/** Whether the project's conditions already say all that these stalls would say. */
export function sameStalls(conditions: readonly Condition[], next: readonly Condition[]): boolean {
  const text = (list: readonly Condition[]): string =>
    JSON.stringify(list.map(({ type, reason, message }) => [type, reason, message]));
  return text(conditions) === text(next);
}

export function stalledConditions(stalls: readonly Stall[], now: number): readonly Condition[] {
  const [first] = stalls;
  if (first === undefined) return [];
  return [
    {
      type: 'Stalled',
      status: 'True',
      reason: first.error.code === 'RULES_ILLEGAL' ? 'IllegalTransition' : reasonOf(first.error.code),
      message: stalls.map(({ subject, error }) => `${subjectName(subject)}: ${error.message}`).join('; '),
      observedGeneration: 1,
      lastTransitionTime: new Date(now).toISOString(),
    },
  ];
}
