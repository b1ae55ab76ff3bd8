import type { Condition } from '../conditions/condition.ts';
import { judgeCondition } from '../conditions/judge-condition.ts';
import type { Facts } from '../facts.ts';

/** Whether a condition is true; undefined when it cannot be judged, since a list was needed and there is none. */
export function truthOf(
  condition: Condition,
  facts: Facts,
  named: ReadonlyMap<string, Condition>,
): boolean | undefined {
  try {
    return judgeCondition(condition, facts, named).holds;
  } catch {
    return undefined;
  }
}
