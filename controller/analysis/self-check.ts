import type { RulesDifference } from '../policy/replay/checked-decision.ts';
import type { Scope } from '../store/scope.ts';
import type { Store, Tx } from '../store/store.ts';
import { alarm } from '../store/operations/rule-sets/alarm.ts';
import { passOverDecisions } from '../store/operations/rule-sets/pass-over-decisions.ts';
import { recentDecisions, type RecentDecisions } from '../store/operations/rule-sets/recent-decisions.ts';
import { ruleSetTexts } from '../store/operations/rule-sets/rule-set-texts.ts';
import type { CheckPiece, CheckResult } from './check-job.ts';
import { startJob } from './start-job.ts';

/** What the checks since the start of the process came to. */
export interface SelfCheckState {
  readonly checked: number;
  readonly skipped: number;
  readonly differences: number;
}

export interface SelfCheck extends AsyncDisposable {
  readonly state: SelfCheckState;
  /** There may be new decisions. Returns at once. */
  wake(): void;
  /** Checks what was decided since the last check, now. */
  check(): Promise<CheckResult>;
}

export interface SelfCheckOptions {
  readonly store: Store;
  readonly scope: Scope;
  /** Told once of each decision that does not hold. */
  readonly onDifference: (difference: RulesDifference) => void;
  readonly onFault: (error: unknown) => void;
  /** Wakes within this time make one check. */
  readonly everyMs?: number;
}

/** The first check of a process looks back this far. */
const lookBackMs = 24 * 3_600_000;
/** Of more decisions than this since the last check, the newest are checked; the others are counted as skipped. */
const batchSize = 500;

/**
 * Proves in the background that decisions follow from their rules and facts: those made since the last check are
 * evaluated anew, by our own evaluator and by json-rules-engine, in a thread of its own. Nothing is done at rest.
 */
export function createSelfCheck(options: SelfCheckOptions): SelfCheck {
  const { store, everyMs = 60_000 } = options;
  const { clock } = store;
  const closing = new AbortController();
  let after: string | number = clock.now() - lookBackMs;
  let running: Promise<CheckResult> | undefined;
  let callOff: (() => void) | undefined;
  let state: SelfCheckState = { checked: 0, skipped: 0, differences: 0 };

  const pass = async (): Promise<CheckResult> => {
    const { result, last } = await checkSince(options, after, closing.signal);
    after = last ?? after;
    state = {
      checked: state.checked + result.checked,
      skipped: state.skipped + result.skipped,
      differences: state.differences + result.differences.length,
    };
    return result;
  };
  const check = async (): Promise<CheckResult> => {
    running ??= pass().finally(() => (running = undefined));
    return running;
  };
  const start = (): void => {
    callOff = undefined;
    check().catch((error: unknown) => {
      if (!closing.signal.aborted) options.onFault(error);
    });
  };
  return {
    get state() {
      return state;
    },
    wake() {
      if (!closing.signal.aborted) callOff ??= clock.callAt(clock.now() + everyMs, start);
    },
    check,
    async [Symbol.asyncDispose]() {
      closing.abort();
      callOff?.();
      await running?.catch(() => undefined);
    },
  };
}

const nothing: CheckResult = { checked: 0, skipped: 0, differences: [] };

async function checkSince(
  { store, scope, onDifference }: SelfCheckOptions,
  since: string | number,
  signal: AbortSignal,
): Promise<{ readonly result: CheckResult; readonly last: string | undefined }> {
  const [{ passed }, first] = await store.transaction(async (tx) => {
    const over = await passOverDecisions(tx, scope, { after: since, keep: batchSize });
    return [over, await nextPieces(tx, scope, { after: over.after, limit: batchSize, known: new Set() })];
  });
  if (first.last === undefined) return { result: nothing, last: undefined };
  await using work = startJob('check', undefined, signal);
  const known = new Set<string>();
  let { last } = first;
  let left = batchSize;
  for (let page = first; page.last !== undefined;) {
    for (const piece of page.pieces) await work.feed(piece);
    for (const digest of page.digests) known.add(digest);
    ({ last } = page);
    left -= page.count;
    const at = { after: last, limit: left, known };
    page = await store.transaction(async (tx) => nextPieces(tx, scope, at));
  }
  const { skipped, ...result } = await work.finish();
  for (const difference of result.differences) {
    const isNew = await store.transaction(async (tx) => alarm(tx, scope, difference));
    if (isNew) onDifference(difference);
  }
  return { result: { ...result, skipped: skipped + passed }, last };
}

interface Pieces extends Pick<RecentDecisions, 'last' | 'count' | 'digests'> {
  readonly pieces: readonly CheckPiece[];
}

/** The next page of decisions, behind those of their rule sets that are not known to the thread yet. */
async function nextPieces(
  tx: Tx,
  scope: Scope,
  { known, ...range }: { readonly after: string | number; readonly limit: number; readonly known: ReadonlySet<string> },
): Promise<Pieces> {
  const page = await recentDecisions(tx, scope, range);
  const unknown = page.digests.filter((digest) => !known.has(digest));
  const ruleSets = await ruleSetTexts(tx, scope, unknown);
  const pieces = ruleSets.map(({ digest, text }) => ({ digest, ruleSet: text }));
  return { ...page, pieces: [...pieces, { decisions: page.text }] };
}
