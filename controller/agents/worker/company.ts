/** Who works beside whom in one worker: anybody beside anybody, unless one has to be alone. */
export interface Company {
  /**
   * Resolves when one may begin; to be disposed of at its end. Who has to be alone waits until the others have ended, and
   * nobody begins meanwhile; the others are let go (undefined) when they have waited for so long, or are told to stop.
   */
  enter(isAlone: boolean, signal: AbortSignal): Promise<Disposable | undefined>;
}

interface Waiting {
  readonly isAlone: boolean;
  readonly admit: () => void;
}

export function createCompany(patienceMs: number): Company {
  const waiting = new Set<Waiting>();
  let inside = 0;
  let isClosed = false;

  const firstAlone = (): Waiting | undefined => [...waiting].find(({ isAlone }) => isAlone);
  const admit = ({ isAlone }: Pick<Waiting, 'isAlone'>): boolean => {
    if (isClosed || (isAlone && inside > 0)) return false;
    inside += 1;
    isClosed = isAlone;
    return true;
  };
  const admitNext = (): void => {
    for (const next of waiting) {
      // Nobody overtakes one that waits to be alone: it would wait for ever.
      const chosen = firstAlone() ?? next;
      if (!admit(chosen)) return;
      waiting.delete(chosen);
      chosen.admit();
    }
  };
  const leave = (): Disposable => ({
    [Symbol.dispose]: () => {
      inside -= 1;
      isClosed = false;
      admitNext();
    },
  });
  return {
    async enter(isAlone, signal) {
      const isFirst = firstAlone() === undefined;
      if (isFirst && admit({ isAlone })) return leave();
      const isPatient = isAlone && isFirst && !isClosed;
      return new Promise((resolve) => {
        const settle = (place: Disposable | undefined): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
          resolve(place);
        };
        const entry = { isAlone, admit: () => settle(leave()) };
        const giveUp = (): void => {
          if (waiting.delete(entry)) settle(undefined);
          admitNext();
        };
        const timer = isPatient ? undefined : setTimeout(giveUp, patienceMs);
        waiting.add(entry);
        if (signal.aborted) giveUp();
        else signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
