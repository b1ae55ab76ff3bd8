import type { RuleTest } from '../../catalog/kinds/rule-set.ts';
import { tableLines, type Column } from '../output/table.ts';
import { type Line, type Span, plain, span } from '../output/span.ts';
import { printable, printableLine } from '../output/printable.ts';
import { wrap } from '../output/wrap.ts';
import { caseYaml } from './case-yaml.ts';
import type { FailedCase, GapReport, SurvivorReport, TestReport } from './test-report.ts';

// More than anybody mends at once.
const mostShown = 20;
// Deeper than anything in a case, which stays one when it is broken.
const hangingIndent = 10;

/** What became of the cases, as people read it: what failed, what is not covered, which faults nobody noticed, a table. */
export function testLines(reports: readonly TestReport[], columns: number): readonly Line[] {
  const details = reports.flatMap((report) => [
    ...some(report.failed, failedLines, 'failed cases'),
    ...some(report.coverage?.gaps ?? [], gapLines, 'outcomes that are not covered'),
    ...((report.coverage?.neverFired.length ?? 0) > 0 ? [neverFiredLine(report.coverage?.neverFired ?? [])] : []),
    ...some(groupsOf(report.mutation?.survivors ?? []), survivorLines, 'groups of survivors'),
  ]);
  if (reports.length === 0) return [];
  return [
    // A case that is broken between words is the same YAML.
    ...details.flatMap((line) => wrap(line, columns, hangingIndent)),
    ...(details.length === 0 ? [] : [plain('')]),
    ...tableLines(columnsOf(reports), reports, columns),
  ];
}

function some<Each>(all: readonly Each[], linesOf: (each: Each) => readonly Line[], what: string): readonly Line[] {
  const left = all.length - mostShown;
  const more = left > 0 ? [[span(`… and ${left} more ${what}; -o json lists them all`, 'dim')]] : [];
  return [...all.slice(0, mostShown).flatMap(linesOf), ...more];
}

function neverFiredLine(names: readonly string[]): Line {
  const left = names.length - mostShown;
  const more = left > 0 ? ` and ${left} more` : '';
  return [span('never fired ', 'warn'), span(printableLine(names.slice(0, mostShown).join(', ') + more))];
}

function failedLines({ name, messages }: FailedCase): readonly Line[] {
  return [
    [span('failed ', 'bad'), span(printableLine(name), 'bold')],
    ...messages.flatMap(({ message, place }) => [
      plain(`  ${printableLine(message)}`),
      [span(`  at ${printableLine(place)}`, 'dim')],
    ]),
  ];
}

function gapLines({ of, comparison, outcome, place, case: example }: GapReport): readonly Line[] {
  return [
    [
      span('not covered ', 'warn'),
      span(`${printableLine(of)}: `, 'bold'),
      span(printableLine(`${comparison} is never ${outcome}`)),
    ],
    [span(`  at ${printableLine(place)}`, 'dim')],
    ...exampleLines(example),
  ];
}

/** Survivors that one and the same case would notice. */
function groupsOf(survivors: readonly SurvivorReport[]): readonly (readonly SurvivorReport[])[] {
  const keyOf = ({ case: example, place, what }: SurvivorReport): string =>
    JSON.stringify(example === undefined ? [place, what] : [example.facts, example.series ?? null]);
  return [...Map.groupBy(survivors, keyOf).values()];
}

function survivorLines(group: readonly SurvivorReport[]): readonly Line[] {
  return [
    ...group.flatMap(({ of, what, place }) => [
      [span('survived ', 'warn'), span(`${printableLine(of)}: `, 'bold'), span(printableLine(what))],
      [span(`  at ${printableLine(place)}`, 'dim')],
    ]),
    ...exampleLines(group[0]?.case),
  ];
}

function exampleLines(example: RuleTest | undefined): readonly Line[] {
  if (example === undefined) return [];
  return caseYaml([example])
    .trimEnd()
    .split('\n')
    .map((line) => plain(`    ${printable(line)}`));
}

function columnsOf(reports: readonly TestReport[]): readonly Column<TestReport>[] {
  const hasCoverage = reports.some(({ coverage }) => coverage !== undefined);
  const hasMutation = reports.some(({ mutation }) => mutation !== undefined);
  return [...caseColumns, ...(hasCoverage ? coverageColumns : []), ...(hasMutation ? mutationColumns : [])];
}

const caseColumns: readonly Column<TestReport>[] = [
  { header: 'RULE SET', flexible: true, cell: ({ ruleSet }) => ruleSet },
  { header: 'CASES', align: 'right', cell: ({ cases }) => String(cases) },
  {
    header: 'FAILED',
    align: 'right',
    cell: ({ failed }) => span(String(failed.length), failed.length > 0 ? 'bad' : 'plain'),
  },
];

const coverageColumns: readonly Column<TestReport>[] = [
  { header: 'CONDITIONS', align: 'right', cell: ({ coverage }) => shareCell(coverage?.share) },
  {
    header: 'SEEN',
    align: 'right',
    optional: true,
    cell: ({ coverage }) => (coverage === undefined ? '' : `${coverage.seen}/${coverage.possible}`),
  },
  {
    header: 'NEVER FIRED',
    align: 'right',
    optional: true,
    cell: ({ coverage }) => String(coverage?.neverFired.length ?? ''),
  },
];

const mutationColumns: readonly Column<TestReport>[] = [
  { header: 'MUTANTS', align: 'right', optional: true, cell: ({ mutation }) => mutantsCell(mutation) },
  { header: 'KILLED', align: 'right', optional: true, cell: ({ mutation }) => String(mutation?.killed ?? '') },
  { header: 'SAME', align: 'right', optional: true, cell: ({ mutation }) => String(mutation?.equivalent ?? '') },
  { header: 'SURVIVED', align: 'right', cell: ({ mutation }) => String(mutation?.survivors.length ?? '') },
  { header: 'SCORE', align: 'right', cell: ({ mutation }) => shareCell(mutation?.score) },
];

// Where trying all would take too long, some of them stand for all.
function mutantsCell(mutation: TestReport['mutation']): string {
  if (mutation === undefined) return '';
  const { killed, equivalent, survivors, total } = mutation;
  const tried = killed + equivalent + survivors.length;
  return tried === total ? String(total) : `${tried} of ${total}`;
}

function shareCell(share: number | undefined): Span | string {
  return share === undefined ? '-' : span(percent(share), share === 1 ? 'good' : 'plain');
}

/** `97.2 %`; never rounded up to the whole. */
export function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
