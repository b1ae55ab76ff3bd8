import type { SkillResource } from '../../catalog/kinds/kinds.ts';
import type { Observation } from '../../sandbox/skill-handler.ts';
import type { LedgerCall } from './ledger.ts';
import type { RunSession } from '../session/run-session.ts';
import type { Workbench } from '../bench/workbench.ts';

const maxOutputBytes = 20_000;
const defaultTimeoutSeconds = 60;
const exitAbsent = 1;

/** The skill's own look whether a call took effect; undefined where it declares none. */
export function checkOf(
  session: RunSession,
  bench: Workbench,
  { spec }: SkillResource,
  args: Readonly<Record<string, unknown>>,
): LedgerCall['check'] {
  const { check, network = false, timeoutSeconds = defaultTimeoutSeconds } = spec;
  if (check === undefined) return undefined;
  return async (): Promise<Observation | 'absent' | undefined> => {
    const sandbox = await bench.sandbox(network);
    const limits = { timeoutMs: timeoutSeconds * 1000, maxOutputBytes, signal: session.signal };
    const { exitCode, timedOut, stdout } = await sandbox.exec(check, { ...limits, input: JSON.stringify(args) });
    session.signal.throwIfAborted();
    if (timedOut) return undefined;
    if (exitCode === exitAbsent) return 'absent';
    return exitCode === 0 ? { ok: true, text: stdout } : undefined;
  };
}
