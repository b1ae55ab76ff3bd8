import type { AgentResource } from '../../catalog/kinds/kinds.ts';
import type { AgentRow } from '../../store/entities/agent.ts';

/** The evidence of all agents and their slots, as the table `agents` holds them. */
export interface Slots {
  readonly evidence: ReadonlyMap<string, AgentRow>;
  /** Runs that hold a slot now, over all projects. */
  active(): number;
  /** Whether any of these agents has a slot that is not taken. */
  anyFree(agents: readonly AgentResource[]): boolean;
  /** Takes a slot; false when all are taken. */
  claim(agent: string, capacity: number, now: number): boolean;
  /** Gives a slot back. */
  release(agent: string): void;
  /** Adds an ended run to the evidence of its agent, and gives back its slot. */
  record(agent: string, succeeded: boolean, durationMs: number, now: number): void;
}

export function createSlots(organizationId: string): Slots {
  const evidence = new Map<string, AgentRow>();
  const set = (agent: string, row: AgentRow, fields: Partial<AgentRow>): void => {
    evidence.set(agent, { ...row, ...fields });
  };
  return {
    evidence,
    active: () => [...evidence.values()].reduce((sum, row) => sum + row.active, 0),
    anyFree: (agents) =>
      agents.some(({ metadata, spec }) => (evidence.get(metadata.name)?.active ?? 0) < (spec.capacity ?? 1)),
    claim(agent, capacity, now) {
      const row = evidence.get(agent) ?? { ...nothing, organizationId, name: agent, updatedAt: new Date(now) };
      if (row.active >= capacity) return false;
      set(agent, row, { active: row.active + 1, capacity, updatedAt: new Date(now) });
      return true;
    },
    release(agent) {
      const row = evidence.get(agent);
      if (row !== undefined) set(agent, row, { active: Math.max(0, row.active - 1) });
    },
    record(agent, succeeded, durationMs, now) {
      const row = evidence.get(agent);
      if (row === undefined) return;
      set(agent, row, {
        active: Math.max(0, row.active - 1),
        successes: row.successes + (succeeded ? 1 : 0),
        failures: row.failures + (succeeded ? 0 : 1),
        durationMs: row.durationMs + Math.round(durationMs),
        updatedAt: new Date(now),
      });
    },
  };
}

const nothing = { capacity: 0, active: 0, successes: 0, failures: 0, durationMs: 0, tokens: 0, usdMicro: 0 };
