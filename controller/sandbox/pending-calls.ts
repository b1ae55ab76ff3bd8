import { MaiosError } from '../errors/maios-error.ts';
import type { Fields } from './sandboxd/fields.ts';

/** Calls that wait for their answers, by id. */
export interface PendingCalls {
  /** Rejects with what the calls ended with; `late` is called when no answer comes in time. */
  wait(id: unknown, timeoutMs: number, late: () => void): Promise<Fields>;
  /** Does nothing for an id that nobody waits for. */
  settle(id: unknown, answer: Fields | MaiosError): void;
  /** Rejects all that wait, and all that will; only the first error counts. */
  endAll(error: MaiosError): void;
}

export function createPendingCalls(): PendingCalls {
  const waiting = new Map<unknown, (answer: Fields | MaiosError) => void>();
  let end: MaiosError | undefined;
  return {
    wait: (id, timeoutMs, late) =>
      new Promise((resolve, reject) => {
        if (end !== undefined) return reject(end);
        const timer = setTimeout(late, timeoutMs);
        waiting.set(id, (answer) => {
          clearTimeout(timer);
          if (answer instanceof MaiosError) reject(answer);
          else resolve(answer);
        });
      }),
    settle(id, answer) {
      const settle = waiting.get(id);
      waiting.delete(id);
      settle?.(answer);
    },
    endAll(error) {
      end ??= error;
      const settles = [...waiting.values()];
      waiting.clear();
      for (const settle of settles) settle(end);
    },
  };
}
