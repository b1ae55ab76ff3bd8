import type { Severity } from '../../policy/lint/finding.ts';
import { printable, printableLine } from '../output/printable.ts';
import { count } from '../output/quantity.ts';
import { type Line, plain, span, type Tone } from '../output/span.ts';
import { caseYaml } from './case-yaml.ts';
import { wrap } from '../output/wrap.ts';
import type { PlacedFinding } from './lint-report.ts';
import type { ReadRuleSet } from './read-rule-sets.ts';

// Deeper than anything in a case, which stays one when it is broken.
const hangingIndent = 10;

const tones: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', info: 'dim' };

/** What was looked at. */
export type Looked = readonly Pick<ReadRuleSet, 'resource'>[];

/** Findings as people read them, each with its place and the case that shows it, and a line that counts them. */
export function lintLines(findings: readonly PlacedFinding[], looked: Looked, columns: number): readonly Line[] {
  const lines = [...findings.flatMap(findingLines), summary(findings, looked)];
  // A case that is broken between words is the same YAML.
  return lines.flatMap((line) => wrap(line, columns, hangingIndent));
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

function summary(findings: readonly PlacedFinding[], looked: Looked): Line {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? undefined : severity === 'info' ? `${number} not analysed` : count(number, severity);
  });
  const told = counts.filter((text) => text !== undefined).join(', ');
  const rules = looked.reduce((sum, { resource }) => sum + resource.spec.rules.length, 0);
  const where = ` in ${count(looked.length, 'rule set')} with ${count(rules, 'rule')}`;
  return [told === '' ? span('nothing found', 'good') : span(told), span(where)];
}
