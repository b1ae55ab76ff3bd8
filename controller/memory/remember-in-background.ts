import { type Scope } from '../store/scope.ts';
import { remember, type RememberParts } from './remember.ts';

export interface Remembering extends AsyncDisposable {
  /** There may be something new to remember. Returns at once. */
  wake(): void;
}

interface Options extends RememberParts {
  readonly scope: Scope;
  /** Told of a pass that failed; what was left is taken up at the next wake. */
  readonly onFault: (error: unknown) => void;
  /** Wakes within this time make one pass. */
  readonly quietMs?: number;
}

/** Remembers beside the work, one pass at a time, a quiet moment after it was woken. */
export function rememberInBackground({ scope, onFault, quietMs = 2000, ...parts }: Options): Remembering {
  const { clock } = parts.store;
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;
  let callOff: (() => void) | undefined;

  const pass = async (): Promise<void> => {
    try {
      await remember(parts, scope, closing.signal);
    } catch (error) {
      if (!closing.signal.aborted) onFault(error);
    }
  };
  const start = (): void => {
    callOff = undefined;
    running = pass().finally(() => {
      running = undefined;
      if (again) wake();
    });
  };
  const wake = (): void => {
    again = running !== undefined;
    if (again || closing.signal.aborted) return;
    callOff ??= clock.callAt(clock.now() + quietMs, start);
  };
  return {
    wake,
    async [Symbol.asyncDispose]() {
      closing.abort();
      callOff?.();
      await running;
    },
  };
}
