import type { Flip } from './flip.ts';
import { flipKeys, type FlipCount, type FlipKey, type ReplayReport } from './replay-report.ts';

/** Counts flips by outcome, phase, rule, agent and project. */
export interface FlipCounts {
  add(flip: Flip): void;
  list(): ReplayReport['by'];
}

/** Of each kind, the most frequent ones are told. */
const maxListed = 20;

const readers: Readonly<Record<FlipKey, (flip: Flip) => readonly (string | null)[]>> = {
  outcome: ({ from, to }) => [`${from.what} → ${to.what}`],
  phase: ({ phase }) => [phase],
  rule: ({ rules }) => rules.map(({ rule }) => rule),
  agent: ({ agent }) => [agent],
  project: ({ project }) => [project],
};

export function createFlipCounts(): FlipCounts {
  const tables = Object.fromEntries(flipKeys.map((key) => [key, new Map<string, FlipCount>()]));
  return {
    add(flip) {
      for (const key of flipKeys) for (const name of readers[key](flip)) count(tables[key], name, flip);
    },
    list: () => ({
      outcome: listed(tables['outcome']),
      phase: listed(tables['phase']),
      rule: listed(tables['rule']),
      agent: listed(tables['agent']),
      project: listed(tables['project']),
    }),
  };
}

function count(table: Map<string, FlipCount> | undefined, name: string | null, { counterfactual }: Flip): void {
  if (name === null || table === undefined) return;
  const before = table.get(name) ?? { name, flips: 0, counterfactual: 0 };
  table.set(name, {
    name,
    flips: before.flips + 1,
    counterfactual: before.counterfactual + (counterfactual ? 1 : 0),
  });
}

function listed(table: ReadonlyMap<string, FlipCount> = new Map()): readonly FlipCount[] {
  return [...table.values()].toSorted((a, b) => b.flips - a.flips).slice(0, maxListed);
}
