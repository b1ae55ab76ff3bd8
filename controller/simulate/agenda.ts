/** What is to happen, by time; at one time, in the order in which it was put down. */
export interface Agenda {
  add(at: number, act: () => Promise<void>): void;
  /** Takes the next entry out; undefined when nothing is left. */
  next(): Entry | undefined;
}

export interface Entry {
  readonly at: number;
  readonly order: number;
  readonly act: () => Promise<void>;
}

/** A binary heap. */
export function createAgenda(): Agenda {
  const heap: Entry[] = [];
  let orders = 0;
  return {
    add(at, act) {
      heap.push({ at, order: (orders += 1), act });
      rise(heap, heap.length - 1);
    },
    next() {
      const [first] = heap;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink(heap, 0);
      }
      return first;
    },
  };
}

function rise(heap: Entry[], start: number): void {
  let index = start;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!swapIfBefore(heap, index, parent)) return;
    index = parent;
  }
}

function sink(heap: Entry[], start: number): void {
  let index = start;
  for (;;) {
    const left = 2 * index + 1;
    const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!swapIfBefore(heap, child, index)) return;
    index = child;
  }
}

function swapIfBefore(heap: Entry[], below: number, above: number): boolean {
  const [lower, upper] = [heap[below], heap[above]];
  if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false;
  heap[below] = upper;
  heap[above] = lower;
  return true;
}

function isBefore(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
