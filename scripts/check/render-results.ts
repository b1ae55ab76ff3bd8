import type { CheckResult } from './run-check.ts';

/** What failed, in full, and below it the table; the last line is the answer. */
export function renderResults(results: readonly CheckResult[]): string {
  const failed = results.filter((result) => !result.ok);
  const width = Math.max(...results.map((result) => result.check.name.length));
  return [
    ...failed.flatMap((result) => [`--- ${result.check.name} ---`, result.output.trimEnd(), '']),
    ...results.map((result) => renderRow(result, width)),
    failed.length === 0 ? `all ${results.length} checks hold` : `${failed.length} of ${results.length} checks failed`,
  ].join('\n');
}

function renderRow({ check, ok, seconds }: CheckResult, width: number): string {
  const row = `${ok ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(width)}  ${seconds.toFixed(1).padStart(5)} s  ${check.proves}`;
  return ok || check.fix === undefined ? row : `${row} (mend with: ${check.fix})`;
}
