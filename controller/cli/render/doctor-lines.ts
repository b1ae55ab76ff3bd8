import type { CheckResult, Finding } from '../../doctor/finding.ts';
import { sentence } from '../output/hint.ts';
import { type Line, span, type Tone } from '../output/span.ts';
import { count } from '../output/quantity.ts';

const shown: Readonly<Record<Finding['status'], readonly [sign: string, tone: Tone]>> = {
  ok: ['✓', 'good'],
  warning: ['!', 'warn'],
  failed: ['✗', 'bad'],
  skipped: ['–', 'dim'],
};

/** One line a check, and below what is not well how to mend it. */
export function doctorLines(results: readonly CheckResult[]): readonly Line[] {
  const width = Math.max(0, ...results.map(({ check }) => check.length));
  const of = (status: Finding['status']): number => results.filter((result) => result.status === status).length;
  const sum = `${count(of('failed'), 'failure')}, ${count(of('warning'), 'warning')}, ${of('ok')} well`;
  return [...results.flatMap((result) => resultLines(result, width)), [span(sum, 'bold')]];
}

function resultLines(result: CheckResult, width: number): readonly Line[] {
  const [sign, tone] = shown[result.status];
  const line: Line = [span(`${sign} ${result.check.padEnd(width)}  `, tone), span(result.found)];
  return 'fix' in result ? [line, sentence(`  ${''.padEnd(width)}  fix: ${result.fix}`, 'dim')] : [line];
}
