import { type Severity } from '../../policy/lint/finding.ts';
import { printable, printableLine } from '../output/printable.ts';
import { count } from '../output/quantity.ts';
import { type Line, plain, span, type Tone } from '../output/span.ts';
import { caseYaml } from './case-yaml.ts';
import { type PlacedFinding } from './lint-report.ts';

const tones: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', info: 'dim' };

/** Findings as people read them, each with its place and the case that shows it, and a line that counts them. */
export function lintLines(findings: readonly PlacedFinding[]): readonly Line[] {
  return [...findings.flatMap(findingLines), summary(findings)];
}

function findingLines({ check, severity, ruleSet, message, place, counterexample }: PlacedFinding): readonly Line[] {
  const shown = counterexample === undefined ? '' : caseYaml([counterexample]);
  return [
    [
      span(severity, tones[severity]),
      span(` ${check} `, 'bold'),
      span(`${printableLine(ruleSet)}: ${printableLine(message)}`),
    ],
    ...(place === undefined ? [] : [[span(`  at ${printableLine(place)}`, 'dim')]]),
    ...shown
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => plain(`    ${printable(line)}`)),
    plain(''),
  ];
}

function summary(findings: readonly PlacedFinding[]): Line {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? undefined : severity === 'info' ? `${number} not analysed` : count(number, severity);
  });
  const told = counts.filter((text) => text !== undefined).join(', ');
  return [told === '' ? span('nothing found', 'good') : span(told)];
}
