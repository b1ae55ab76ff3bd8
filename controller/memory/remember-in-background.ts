import { tellOnce } from '../errors/tell-once.ts';
import type { Scope } from '../store/scope.ts';
import { remember, type RememberOptions, type RememberParts } from './remember.ts';

export interface Remembering extends AsyncDisposable {
  /** There may be something new to remember. Returns at once. */
  wake(): void;
}

interface Options extends RememberParts {
  readonly scope: Scope;
  /** Told once when passes begin to fail; what was left is taken up at the next wake. */
  readonly onFault: (error: unknown) => void;
  /** Wakes within this time make one pass over what is meant to be found by the next run: lessons. */
  readonly quietMs?: number;
  /** Without a wake for so long, there is time for the rest: decisions, which are very many. */
  readonly restMs?: number;
}

/**
 * Remembers beside the work: lessons a quiet moment after it was woken, decisions once nobody works. A sentence costs some
 * 20 ms of a processor and the embedder some 130 MB, so that neither may stand in the way of runs; a wake ends a pass over
 * decisions, which goes on at the next rest.
 */
export function rememberInBackground({
  scope,
  onFault,
  quietMs = 2000,
  restMs = 10_000,
  ...parts
}: Options): Remembering {
  const { clock } = parts.store;
  const closing = new AbortController();
  const trouble = tellOnce(onFault);
  let last = Promise.resolve();
  let wokenAt = 0;
  let resting: AbortController | undefined;
  let callOffEntries: (() => void) | undefined;
  let callOffRest: (() => void) | undefined;

  const pass = async (options: RememberOptions): Promise<void> => {
    last = last.then(async () => {
      try {
        if (!closing.signal.aborted) await remember(parts, scope, options);
        trouble.worked();
      } catch (error) {
        if (!closing.signal.aborted) trouble.failed(error);
      }
    });
    return last;
  };
  const entries = (): void => {
    callOffEntries = undefined;
    void pass({ of: 'entries', signal: closing.signal });
  };
  // A wake is too frequent to set a timer anew: the timer looks when the last one was.
  const waitForRest = (): void => {
    callOffRest = clock.callAt(wokenAt + restMs, () => (clock.now() < wokenAt + restMs ? waitForRest() : rest()));
  };
  const rest = (): void => {
    callOffRest = undefined;
    const controller = new AbortController();
    resting = controller;
    const signal = AbortSignal.any([closing.signal, controller.signal]);
    void pass({ of: 'everything', signal }).then(() => {
      if (resting === controller) resting = undefined;
    });
  };
  return {
    wake() {
      if (closing.signal.aborted) return;
      wokenAt = clock.now();
      callOffEntries ??= clock.callAt(wokenAt + quietMs, entries);
      resting?.abort();
      resting = undefined;
      if (callOffRest === undefined) waitForRest();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      callOffEntries?.();
      callOffRest?.();
      await last;
    },
  };
}
