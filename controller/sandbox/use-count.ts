/** How many use each of several things at the moment. */
export interface UseCount {
  /** One more; the answer takes that one away, however often it is called. */
  enter(name: string): () => void;
  of(name: string): number;
}

export function createUseCount(): UseCount {
  const uses = new Map<string, number>();
  const change = (name: string, by: number): void => {
    const left = (uses.get(name) ?? 0) + by;
    if (left > 0) uses.set(name, left);
    else uses.delete(name);
  };
  return {
    enter(name) {
      let inside = true;
      change(name, 1);
      return () => {
        if (inside) change(name, -1);
        inside = false;
      };
    },
    of: (name) => uses.get(name) ?? 0,
  };
}
