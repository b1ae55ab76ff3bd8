import type { Happening } from './happening.ts';
import type { Violation } from './invariants/invariant.ts';
import { play, simulationStart, type Played } from './play.ts';
import { createReport } from './report/create-report.ts';
import type { SimulationReport } from './report/report.ts';
import { storyOf } from './report/story.ts';
import type { Scenario } from './scenario/read-scenario.ts';
import type { Setting } from './scenario/setting.ts';

export interface SimulateOptions {
  readonly seed: number;
  /** How often, each with the next seed. */
  readonly runs: number;
}

/** Plays a scenario with one seed after another, and says what came of it. */
export async function simulate(
  { name, spec }: Scenario,
  setting: Setting,
  { seed, runs }: SimulateOptions,
): Promise<SimulationReport> {
  const played: Played[] = [];
  for (let index = 0; index < runs; index += 1) played.push(await play(spec, setting, seed + index));
  const [first] = played.flatMap(({ violations }) => violations);
  const story = first === undefined ? [] : await tellStory(spec, setting, first);
  return createReport({ scenario: name, spec, setting, played, story });
}

// Nothing is kept of what happened; the same seed brings it back.
async function tellStory(spec: Scenario['spec'], setting: Setting, violation: Violation): Promise<readonly string[]> {
  const happened: Happening[] = [];
  await play(spec, setting, violation.seed, (one) => {
    if (one.project === violation.project && one.at <= violation.at) happened.push(one);
  });
  return storyOf(happened, simulationStart);
}
