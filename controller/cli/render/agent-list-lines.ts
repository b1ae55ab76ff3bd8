import type { AgentView } from '../../store/operations/views/list-agents.ts';
import { duration, tokens, usd } from '../output/quantity.ts';
import { hint } from '../output/hint.ts';
import { type Line, span } from '../output/span.ts';
import { type Column, tableLines } from '../output/table.ts';

const columns: readonly Column<AgentView>[] = [
  { header: 'NAME', cell: ({ name }) => span(name, 'bold') },
  { header: 'ROLE', cell: ({ role }) => role },
  { header: 'MODEL', flexible: true, optional: true, cell: ({ model }) => model ?? 'default' },
  { header: 'BUSY', align: 'right', cell: ({ active, capacity }) => `${active}/${capacity}` },
  { header: 'GOOD', align: 'right', cell: ({ successes }) => String(successes) },
  { header: 'BAD', align: 'right', cell: ({ failures }) => span(String(failures), failures > 0 ? 'warn' : 'plain') },
  { header: 'BOUND', align: 'right', optional: true, cell: ({ successBound }) => successBound.toFixed(2) },
  {
    header: 'MEAN',
    align: 'right',
    optional: true,
    cell: ({ meanDurationMs }) => (meanDurationMs === null ? '–' : duration(meanDurationMs)),
  },
  { header: 'TOKENS', align: 'right', optional: true, cell: (agent) => tokens(agent.tokens) },
  { header: 'COST', align: 'right', cell: (agent) => usd(agent.usd) },
  { header: 'SKILLS', flexible: true, optional: true, cell: ({ skills }) => skills.join(', ') },
];

/** Agents with the evidence of their work, one a line. */
export function agentListLines(agents: readonly AgentView[], width: number): readonly Line[] {
  if (agents.length === 0) return [[span('no agents yet; make one with: '), hint('agent create --name NAME')]];
  return tableLines(columns, agents, width);
}
