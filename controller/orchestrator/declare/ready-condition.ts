import type { Condition } from '../../store/condition.ts';

/** What is said of a declared resource: that it is ready, or why it is not. */
export function readyCondition(
  now: number,
  ready: { readonly status: 'True' | 'False'; readonly reason: string; readonly message: string },
): Condition {
  return { type: 'Ready', ...ready, observedGeneration: 1, lastTransitionTime: new Date(now).toISOString() };
}
