/**
 * Everything that must hold before a change is taken, in one table: `npm run check`.
 * Names of checks as arguments run only those: `npm run check -- types lint`.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { checks, type Check } from './check/checks.ts';
import { runCheck, type CheckResult } from './check/run-check.ts';
import { renderResults } from './check/render-results.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `expected names of checks (${checks.map((check) => check.name).join(', ')}), found ${unknown.join(', ')}`,
  );
  process.exit(2);
}

const selected = checks.filter((check) => wanted.length === 0 || wanted.includes(check.name));
const results = await runAll(selected.filter((check) => existsSync(check.needs)));
console.log(renderResults(results));
process.exitCode = results.every((result) => result.ok) ? 0 : 1;

/** As many at a time as there are processors; results in the order of the table. */
async function runAll(selected: readonly Check[]): Promise<readonly CheckResult[]> {
  const waiting = selected.entries();
  const results: CheckResult[] = [];
  const work = async (): Promise<void> => {
    for (const [index, check] of waiting) results[index] = await runCheck(check);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
