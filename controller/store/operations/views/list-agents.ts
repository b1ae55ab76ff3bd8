import type { Catalog, Declared } from '../../../catalog/catalog.ts';
import type { AgentResource } from '../../../catalog/kinds/kinds.ts';
import { successBound } from '../../../policy/wilson.ts';
import { AgentEntity, type AgentRow } from '../../entities/agent.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** A declared agent with the evidence of its work over all projects. Shares are 0 to 1, money in usd. */
export interface AgentView {
  readonly name: string;
  readonly role: string;
  readonly model: string | null;
  readonly skills: readonly string[];
  readonly capacity: number;
  readonly active: number;
  readonly successes: number;
  readonly failures: number;
  /** Lower bound of its success rate: Wilson, 95 %. */
  readonly successBound: number;
  readonly meanDurationMs: number | null;
  readonly tokens: number;
  readonly usd: number;
  readonly source: string;
}

/** Every declared agent, by name; those that never worked have no evidence yet. */
export async function listAgents(tx: Tx, scope: Scope, catalog: Catalog): Promise<readonly AgentView[]> {
  const rows = await tx.find(AgentEntity, { where: { organizationId: scope.organizationId } });
  const evidence = new Map(rows.map((row) => [row.name, row]));
  return catalog
    .list('Agent')
    .map((declared) => agentViewOf(declared, evidence.get(declared.resource.metadata.name)))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

function agentViewOf({ resource, source }: Declared<AgentResource>, row: AgentRow | undefined): AgentView {
  const { metadata, spec } = resource;
  return {
    name: metadata.name,
    role: spec.role,
    model: spec.model ?? null,
    skills: spec.skills ?? [],
    capacity: spec.capacity ?? 1,
    ...evidenceOf(row),
    source,
  };
}

type Evidence = Pick<
  AgentView,
  'active' | 'successes' | 'failures' | 'successBound' | 'meanDurationMs' | 'tokens' | 'usd'
>;

function evidenceOf(row: AgentRow | undefined): Evidence {
  const { active, successes, failures, durationMs, tokens, usdMicro } = row ?? noEvidence;
  const runs = successes + failures;
  return {
    active,
    successes,
    failures,
    successBound: successBound(successes, failures),
    meanDurationMs: runs === 0 ? null : Math.round(durationMs / runs),
    tokens,
    usd: usdMicro / 1_000_000,
  };
}

const noEvidence = { active: 0, successes: 0, failures: 0, durationMs: 0, tokens: 0, usdMicro: 0 };
