import type { ProjectRow } from '../../entities/project.ts';

/** What a project has used of its budget; a limit is null where none is set. Money in usd. */
export interface SpendView {
  readonly tokens: number;
  readonly tokensReserved: number;
  readonly tokensLimit: number | null;
  readonly usd: number;
  readonly usdReserved: number;
  readonly usdLimit: number | null;
  readonly deadlineAt: string | null;
}

const microPerUsd = 1_000_000;

export function spendOf(project: ProjectRow): SpendView {
  return {
    tokens: project.tokensSpent,
    tokensReserved: project.tokensReserved,
    tokensLimit: project.tokensLimit,
    usd: project.usdMicroSpent / microPerUsd,
    usdReserved: project.usdMicroReserved / microPerUsd,
    usdLimit: project.usdMicroLimit === null ? null : project.usdMicroLimit / microPerUsd,
    deadlineAt: project.deadlineAt?.toISOString() ?? null,
  };
}
