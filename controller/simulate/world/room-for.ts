import type { Plan } from '../../orchestrator/plan/plan.ts';
import { startedRuns } from '../../orchestrator/plan/started-runs.ts';
import type { Slots } from './slots.ts';

/** Whether every slot that a plan wants is free; where one is not, the real commit is rolled back whole. */
export function roomFor({ choices }: Plan, slots: Slots): boolean {
  const runs = startedRuns(choices);
  const taken = new Map<string, number>();
  let active = slots.active();
  for (const { agent, capacity, quota } of runs) {
    if (quota !== undefined && active >= quota) return false;
    if (agent === undefined) continue;
    const now = taken.get(agent) ?? slots.evidence.get(agent)?.active ?? 0;
    if (now >= capacity) return false;
    taken.set(agent, now + 1);
    active += 1;
  }
  return true;
}
