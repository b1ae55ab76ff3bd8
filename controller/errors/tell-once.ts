/** Tells of a trouble when it begins, and not again until it was over. */
export interface Trouble {
  failed(error: unknown): void;
  worked(): void;
}

export function tellOnce(onFault: (error: unknown) => void): Trouble {
  let failing = false;
  return {
    failed(error) {
      if (!failing) onFault(error);
      failing = true;
    },
    worked() {
      failing = false;
    },
  };
}
