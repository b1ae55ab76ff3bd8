import type { ProjectSpec } from '../../../catalog/kinds/project.ts';
import type { ProjectRow } from '../../entities/project.ts';

const microPerUsd = 1_000_000;
const msPerMinute = 60_000;

/** The fields of a project's row that follow from the bounds in its spec. */
export function limitsOf(
  spec: ProjectSpec,
  { createdAt, taskTimeoutMs }: { readonly createdAt: Date; readonly taskTimeoutMs: number },
): Pick<ProjectRow, 'tokensLimit' | 'usdMicroLimit' | 'deadlineAt' | 'taskTimeoutMs'> {
  const { tokens, usd, wallClockMinutes } = spec.budget ?? {};
  const taskMinutes = spec.limits?.taskTimeoutMinutes;
  return {
    tokensLimit: tokens ?? null,
    usdMicroLimit: usd === undefined ? null : Math.round(usd * microPerUsd),
    deadlineAt: wallClockMinutes === undefined ? null : new Date(createdAt.getTime() + wallClockMinutes * msPerMinute),
    taskTimeoutMs: taskMinutes === undefined ? taskTimeoutMs : taskMinutes * msPerMinute,
  };
}
