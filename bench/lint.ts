import { runJob } from '../controller/analysis/start-job.ts';
import { lintRuleSet } from '../controller/policy/lint/lint-rule-set.ts';
import { toFigure, type Bench } from './figure.ts';
import { createWorkload, planted } from './lint/workload.ts';
import { median } from './median.ts';

const bench = 'lint';

/** Everything that lint says of rule sets, in this thread; and of the biggest one that can be declared, in its own. */
export const run: Bench = async (report, { short }) => {
  const value = median(Array.from({ length: short ? 1 : 7 }, () => timedLint(1000)));
  const note = '1,000 rules × 5 conditions, from the resource to every finding, two planted defects among them';
  report(toFigure({ bench, metric: 'lint_1000_ms', value, unit: 'ms', goal: { atMost: 300 }, note }));
  if (!short) report(await biggest());
};

function timedLint(rules: number): number {
  const resource = createWorkload(rules);
  const start = performance.now();
  const report = lintRuleSet(resource);
  const ms = performance.now() - start;
  const findings = report.problems === undefined ? report.findings : [];
  for (const [check, rule] of Object.entries(planted)) {
    if (!findings.some((each) => each.check === check && each.rule === rule)) {
      throw new Error(`expected the planted ${check} of ${rule} to be found`);
    }
  }
  return ms;
}

async function biggest() {
  const start = performance.now();
  const findings = await runJob('lint', { ruleSets: [createWorkload(10_000)], beside: [] });
  const value = (performance.now() - start) / 1000;
  const unknown = findings.filter(({ check }) => check === 'not-analysed').map(({ message }) => message);
  const note = `10,000 rules, in a thread; ${unknown.join('; ') || 'all of it analysed'}`;
  return toFigure({ bench, metric: 'lint_10000_s', value, unit: 's', note });
}
