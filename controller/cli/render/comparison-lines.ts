import { measureText } from '../../simulate/report/expectation.ts';
import { measureNames, type Measure } from '../../simulate/report/measures.ts';
import type { SimulationReport } from '../../simulate/report/report.ts';
import { type Line, plain, span } from '../output/span.ts';
import { tableLines } from '../output/table.ts';
import { verdictLines } from './simulation-lines.ts';

/** The same projects with the same luck, under two choices of rule sets. */
export interface Comparison {
  readonly base: SimulationReport;
  readonly against: SimulationReport;
}

interface Row {
  readonly name: string;
  readonly base: string;
  readonly against: string;
}

/** The measures side by side, then the rules that fired otherwise, then what must hold under the second choice. */
export function comparisonLines({ base, against }: Comparison, width: number): readonly Line[] {
  return [
    [span(base.scenario, 'bold'), span(`  ${base.projects} projects, the same luck under both`)],
    plain(''),
    ...rowLines(
      'MEASURE',
      measureNames.map((name) => measureRow(name, base, against)),
      width,
    ),
    plain(''),
    ...rowLines('RULE', ruleRows(base, against), width),
    plain(''),
    [span('against', 'bold')],
    ...verdictLines(against),
  ];
}

function rowLines(header: string, rows: readonly Row[], width: number): readonly Line[] {
  return tableLines<Row>(
    [
      { header, flexible: true, cell: ({ name }) => `  ${name}` },
      { header: 'BASE', align: 'right', cell: (row) => row.base },
      {
        header: 'AGAINST',
        align: 'right',
        cell: (row) => span(row.against, row.base === row.against ? 'dim' : 'bold'),
      },
    ],
    rows,
    width,
  );
}

function measureRow(name: Measure, base: SimulationReport, against: SimulationReport): Row {
  const text = ({ measures }: SimulationReport): string => measureText(name, measures[name]);
  return { name, base: text(base), against: text(against) };
}

// Where one of them does not have a rule, it says so.
function ruleRows(base: SimulationReport, against: SimulationReport): readonly Row[] {
  const [before, after] = [base, against].map(({ rules }) => new Map(rules.map((line) => [line.rule, line.decisions])));
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...names]
    .filter((name) => (before?.get(name) ?? 0) !== (after?.get(name) ?? 0))
    .map((name) => ({ name, base: textOf(before?.get(name)), against: textOf(after?.get(name)) }));
}

function textOf(decisions: number | undefined): string {
  return decisions === undefined ? '–' : String(decisions);
}
