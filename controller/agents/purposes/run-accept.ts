import type { Check } from '../../catalog/kinds/project.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import type { RunResult } from '../../store/run-contract.ts';
import { labelOf, openWorkspace } from '../bench/checkout.ts';
import type { RunSession } from '../session/run-session.ts';
import { prove } from '../delivery/verify.ts';
import { openWorkbench } from '../bench/workbench.ts';

type CheckResult = NonNullable<RunResult['checks']>[number];

const defaultTimeoutSeconds = 120;

/** Runs every acceptance check on main, in a fresh worktree. No agent and no model takes part. */
export async function runAccept(session: RunSession): Promise<RunResult> {
  const declared = session.work.project.spec.acceptance ?? [];
  const checks = declared.length === 0 ? [] : await runChecks(session, declared);
  faultpoint('run.accepting');
  return resultOf(checks);
}

async function runChecks(session: RunSession, declared: readonly Check[]): Promise<readonly CheckResult[]> {
  const workspace = await openWorkspace(session);
  const label = labelOf(session);
  const worktree = await workspace.checkout(label, { base: await workspace.head() });
  const checks: CheckResult[] = [];
  try {
    await using bench = openWorkbench(session.deps, async () => worktree, label);
    for (const check of declared) checks.push(await runCheck(session, await bench.sandbox(false), check));
  } finally {
    await worktree.remove();
  }
  return checks;
}

async function runCheck(session: RunSession, sandbox: Parameters<typeof prove>[1], check: Check): Promise<CheckResult> {
  const { name, command } = check;
  const proof = await prove(session, sandbox, command, (check.timeoutSeconds ?? defaultTimeoutSeconds) * 1000);
  const { passed, exitCode, output, ended } = proof;
  await session.record({
    kind: 'verify',
    label: `${name}: ${passed ? 'passed' : 'failed'}`,
    body: { command, passed, exitCode: exitCode ?? null, output },
  });
  return { name, passed, output: passed ? output : `${ended}\n${output}` };
}

function resultOf(checks: readonly CheckResult[]): RunResult {
  const broken = checks.filter((check) => !check.passed);
  if (broken.length === 0) {
    return {
      outcome: 'succeeded',
      summary:
        checks.length === 0 ? 'No acceptance checks are declared.' : `All ${checks.length} acceptance checks pass.`,
      checks,
    };
  }
  const message = `expected every acceptance check to pass, found that ${broken.map((check) => check.name).join(', ')} failed`;
  const detail = broken.map((check) => `${check.name}: ${check.output}`).join('\n\n');
  return { outcome: 'failed', failure: { class: 'acceptance-failed', message, detail }, summary: message, checks };
}
