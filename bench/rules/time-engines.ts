import { deepStrictEqual } from 'node:assert';
import { median } from '../median.ts';
import type { RulesEngine } from './engines.ts';

/** Holds engines to the same matches. Fails with an AssertionError on a difference. */
export async function assertSameMatches(engines: readonly RulesEngine[], snapshots: number): Promise<void> {
  for (let snapshot = 0; snapshot < snapshots; snapshot += 1) {
    const matches = await Promise.all(engines.map(async (engine) => [...(await engine.matches(snapshot))].toSorted()));
    for (const [index, found] of matches.entries()) deepStrictEqual(found, matches[0], engines[index]?.name);
  }
}

export interface Effort {
  readonly rounds: number;
  /** Time for each engine in each round. */
  readonly sliceMs: number;
}

/** Microseconds an evaluation for each engine: the median of rounds in which all have their turn. */
export async function timeEngines(
  engines: readonly RulesEngine[],
  snapshots: number,
  { rounds, sliceMs }: Effort,
): Promise<readonly number[]> {
  const times = engines.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, engine] of engines.entries()) {
      const time = await timeSlice(engine, snapshots, sliceMs);
      // The first round only warms up.
      if (round >= 0) times[index]?.push(time);
    }
  }
  return times.map(median);
}

async function timeSlice({ matches }: RulesEngine, snapshots: number, sliceMs: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < sliceMs) {
    // Only what is asynchronous is waited for; a few at a time, so that looking at the clock costs nothing.
    for (let each = 0; each < 8; each += 1) {
      const found = matches((count + each) % snapshots);
      if (found instanceof Promise) await found;
    }
    count += 8;
  }
  return ((performance.now() - start) / count) * 1000;
}
