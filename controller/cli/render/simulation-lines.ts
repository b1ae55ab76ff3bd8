import { measureText } from '../../simulate/report/expectation.ts';
import type { Measure } from '../../simulate/report/measures.ts';
import type { AgentLine, RuleLine, SimulationReport } from '../../simulate/report/report.ts';
import { count } from '../output/quantity.ts';
import { type Line, plain, span } from '../output/span.ts';
import { tableLines } from '../output/table.ts';
import { wrap } from '../output/wrap.ts';

/** What a simulation came to: outcomes, times, agents, rules, and whatever must not have been. */
export function simulationLines(report: SimulationReport, width: number): readonly Line[] {
  return [
    ...headLines(report),
    plain(''),
    ...outcomeLines(report),
    plain(''),
    ...workLines(report),
    plain(''),
    ...agentLines(report.agents, width),
    plain(''),
    ...ruleLines(report.rules, width),
    plain(''),
    ...verdictLines(report),
  ].flatMap((line) => wrap(line, width, hangingIndent));
}

const hangingIndent = 2;

function headLines({ scenario, seeds, projects, absent, playedDays }: SimulationReport): readonly Line[] {
  const [first = 0] = seeds;
  const seed = seeds.length === 1 ? `seed ${first}` : `seeds ${first} to ${first + seeds.length - 1}`;
  return [
    [span(scenario, 'bold'), span(`  ${count(projects, 'project')}, ${playedDays.toFixed(1)} virtual days, ${seed}`)],
    ...(absent === 0
      ? []
      : [[span(`  ${count(absent, 'project')} more had not come in when the days were over`, 'warn')]]),
  ];
}

const tones = { Complete: 'good', Failed: 'bad', Cancelled: 'dim', open: 'warn' } as const;

function outcomeLines({ outcomes, measures }: SimulationReport): readonly Line[] {
  const shares = outcomes.map(({ outcome, projects, share }): Line => {
    const known = Object.entries(tones).find(([name]) => name === outcome)?.[1] ?? 'plain';
    return [
      span(`  ${outcome.padEnd(10)}`, projects > 0 ? known : 'dim'),
      span(`${String(projects).padStart(8)}  ${`${(share * 100).toFixed(1)}%`.padStart(6)}`),
    ];
  });
  const text = (name: Measure): string => measureText(name, measures[name]);
  const took = `half of them ${text('p50Minutes')}, 95 % ${text('p95Minutes')}, the longest ${text('maxMinutes')}`;
  return [...shares, plain(`  took       ${took}`)];
}

function workLines({ tasks, measures, escalations }: SimulationReport): readonly Line[] {
  const actions = Object.entries(escalations).map(([action, number]) => `${action} ${number}`);
  const text = (name: Measure): string => measureText(name, measures[name]);
  return [
    plain(
      `  tasks      ${tasks.count}, ${tasks.complete} complete; ${tasks.attempts} runs, ${text('attemptsPerTask')} a task; ${tasks.reassigned} reassigned`,
    ),
    plain(`  escalated  ${actions.join(', ') || 'never'}; ${text('questionsPerProject')} questions a project`),
  ];
}

function agentLines(agents: readonly AgentLine[], width: number): readonly Line[] {
  return tableLines<AgentLine>(
    [
      { header: 'AGENT', flexible: true, cell: ({ agent }) => `  ${agent}` },
      { header: 'SLOTS', align: 'right', cell: ({ capacity }) => String(capacity) },
      { header: 'RUNS', align: 'right', cell: ({ runs }) => String(runs) },
      { header: 'WELL', align: 'right', cell: ({ runs, succeeded }) => percent(succeeded, runs) },
      { header: 'BUSY', align: 'right', cell: ({ utilisation }) => `${(utilisation * 100).toFixed(0)}%` },
    ],
    agents,
    width,
  );
}

function ruleLines(rules: readonly RuleLine[], width: number): readonly Line[] {
  const fired = rules.filter(({ decisions, shadow }) => decisions > 0 || shadow > 0);
  const inShadow = fired.some(({ shadow }) => shadow > 0);
  const table = tableLines<RuleLine>(
    [
      { header: 'RULE', flexible: true, cell: ({ ruleSet, rule }) => `  ${ruleSet}/${rule}` },
      { header: 'DECISIONS', align: 'right', cell: ({ decisions }) => String(decisions) },
      ...(inShadow
        ? [{ header: 'SHADOW', align: 'right' as const, cell: ({ shadow }: RuleLine) => String(shadow) }]
        : []),
    ],
    fired.toSorted((a, b) => b.decisions - a.decisions),
    width,
  );
  const never = rules.filter(({ decisions, shadow }) => decisions === 0 && shadow === 0);
  if (never.length === 0) return table;
  return [...table, plain(`  never: ${never.map(({ rule }) => rule).join(', ')}`)];
}

/** What must hold and what was expected. */
export function verdictLines({ violations, expectations, story }: SimulationReport): readonly Line[] {
  const broken = violations.flatMap(({ invariant, count: times, first }): readonly Line[] => [
    [span('  violated  ', 'bad'), span(`${invariant}, ${count(times, 'time')}`, 'bold')],
    plain(`            seed ${first.seed}, ${first.project}: ${first.message}`),
  ]);
  const expected = expectations.map(({ measure, expected: wanted, found, met }): Line => [
    met ? span('  met       ', 'good') : span('  not met   ', 'bad'),
    span(`${measure} ${wanted}: ${measureText(measure, found)}`),
  ]);
  const held: Line = [span('  held      ', 'good'), span('every invariant')];
  return [
    ...(broken.length === 0 ? [held] : broken),
    ...expected,
    ...(story.length === 0
      ? []
      : [plain(''), [span('what happened', 'bold')], ...story.map((line) => plain(`  ${line}`))]),
  ];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(0)}%`;
}
