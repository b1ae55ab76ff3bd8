/** One measured figure. With `--json` it is printed as one line, every key always there. */
export interface Figure {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run or, where its name says so, published. */
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** How many times better than the peer: above 1 is better, whichever way the unit counts. */
  readonly ratio: number | null;
  readonly goal: string | null;
  /** Whether the goal is met; null without a goal. */
  readonly ok: boolean | null;
  /** What the figure depends on: a durability setting, a size, a count of repetitions. */
  readonly note?: string;
}

export interface BenchOptions {
  /** Fewer repetitions: shows that the bench works, not what the figure is. */
  readonly short: boolean;
}

/** A bench: measures, and reports each figure as soon as it has it. */
export type Bench = (report: (figure: Figure) => void, options: BenchOptions) => Promise<void>;

interface Measured {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
  readonly peer?: { readonly name: string; readonly value: number };
  readonly note?: string;
}

/** A figure with what follows from it: the ratio to its peer, and whether its goal is met. Less is better unless the goal says `atLeast`. */
export function toFigure({ goal, peer, note, ...measured }: Measured): Figure {
  const moreIsBetter = goal !== undefined && 'atLeast' in goal;
  return {
    ...measured,
    peer: peer?.name ?? null,
    peerValue: peer?.value ?? null,
    ratio: peer === undefined ? null : ratioOf(measured.value, peer.value, moreIsBetter),
    goal: goal === undefined ? null : describeGoal(goal),
    ok: goal === undefined ? null : isMet(goal, measured.value),
    ...(note === undefined ? {} : { note }),
  };
}

function ratioOf(value: number, peer: number, moreIsBetter: boolean): number {
  return moreIsBetter ? value / peer : peer / value;
}

function describeGoal(goal: NonNullable<Measured['goal']>): string {
  return 'atMost' in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`;
}

function isMet(goal: NonNullable<Measured['goal']>, value: number): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
