import type { ErrorCode } from '../../errors/catalogue.ts';
import { toMaiosError } from '../../errors/maios-error.ts';
import { timeoutFailure, type Failure, type FailureClass } from '../../policy/failures.ts';
import type { Failed, RunSession } from './run-session.ts';
import { RunStopped } from './run-stopped.ts';

// What a failed run is told of as; every other code is a `fault`.
const classes: Partial<Readonly<Record<ErrorCode, FailureClass>>> = {
  MODEL_UNAVAILABLE: 'model-unavailable',
  MODEL_PROTOCOL: 'model-unavailable',
  MODEL_REFUSED: 'model-refused',
  MODEL_KEY_MISSING: 'model-refused',
  MODEL_SCRIPT_EXHAUSTED: 'model-refused',
  BUDGET_EXHAUSTED: 'budget',
  PRICE_UNKNOWN: 'budget',
  SANDBOX_UNAVAILABLE: 'sandbox',
  SANDBOX_UNSAFE: 'sandbox',
};

// The questions of the escalation rules say already what to do about these.
const explained: ReadonlySet<FailureClass> = new Set(['budget', 'model-refused', 'context-overflow']);

/**
 * What a thrown error means for the run, or undefined where it means nothing: the run was fenced or stopped, or the
 * database cannot be written, so that no result of any kind could be kept.
 */
export function failureOf(thrown: unknown): Failure | undefined {
  if (thrown instanceof RunStopped) {
    return thrown.kind === 'timeout' ? timeoutFailure(thrown.message) : undefined;
  }
  const error = toMaiosError(thrown);
  if (error.code === 'STORE_UNAVAILABLE' || error.code === 'DISK_FULL') return undefined;
  const overflow = error.code === 'MODEL_REFUSED' && error.details['contextOverflow'] === true;
  const failureClass = overflow ? 'context-overflow' : (classes[error.code] ?? 'fault');
  return {
    class: failureClass,
    message: `${error.code}: ${error.message}`,
    ...(explained.has(failureClass) && error.code !== 'PRICE_UNKNOWN' ? {} : { fix: error.fix }),
  };
}

/** How a run ended by a thrown error: as a failure, a fault being told as well; what is none is thrown on. */
export function endedBy(session: RunSession, thrown: unknown): Failed {
  const reason: unknown = session.signal.aborted ? session.signal.reason : thrown;
  const failure = failureOf(reason);
  if (failure === undefined) throw reason;
  if (failure.class === 'fault') session.deps.onFault(thrown, session.job);
  return { kind: 'failed', failure };
}
