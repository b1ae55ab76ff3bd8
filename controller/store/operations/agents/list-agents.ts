import { AgentEntity, type AgentRow } from '../../entities/agent.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** The evidence and slots of every agent that ever worked or was declared, by name. */
export async function listAgents(tx: Tx, { organizationId }: Scope): Promise<readonly AgentRow[]> {
  return await tx.find(AgentEntity, { where: { organizationId }, order: { name: 'ASC' } });
}
