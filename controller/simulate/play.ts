import type { RuleBundles } from '../orchestrator/judge/judge.ts';
import { drive } from './drive.ts';
import type { Happening } from './happening.ts';
import type { Violation } from './invariants/invariant.ts';
import { watchAll } from './invariants/watch-all.ts';
import { startTally, type Tally } from './report/tally.ts';
import type { ScenarioSpec } from './scenario/scenario-schema.ts';
import type { Setting } from './scenario/setting.ts';
import { createScript } from './script/create-script.ts';
import { createMemoryWorld } from './world/memory-world.ts';

/** Where every simulation begins: a Monday at midnight, UTC. */
export const simulationStart = Date.UTC(2026, 0, 5);

const msPerDay = 86_400_000;
const defaultDays = 30;

export interface Played {
  readonly seed: number;
  readonly tally: Tally;
  /** Projects that were to come in, and had not when it ended. */
  readonly absent: number;
  readonly violations: readonly Violation[];
}

/** Plays a scenario once with a seed. The same seed, scenario and rule sets give the same, to the last happening. */
export async function play(
  spec: ScenarioSpec,
  setting: Setting,
  seed: number,
  listen: (happening: Happening) => void = () => undefined,
): Promise<Played> {
  const tally = startTally();
  const watch = watchAll(seed);
  const tell = (happening: Happening): void => {
    tally.see(happening);
    watch.see(happening);
    listen(happening);
  };
  const bundlesFor = remember(setting.bundlesFor);
  const script = createScript(spec, setting.catalog, seed);
  const driven = await drive({
    script,
    makeWorld: (hooks) => createMemoryWorld({ catalog: setting.catalog, bundlesFor, tell }, hooks),
    start: simulationStart,
    end: simulationStart + (spec.days ?? defaultDays) * msPerDay,
    workers: spec.workers ?? Number.POSITIVE_INFINITY,
    onRestless: (project, at, steps) => tell({ what: 'restless', project, at, steps }),
  });
  const violations = watch.end({ at: driven.now, atRest: driven.atRest });
  const counted = tally.end(driven.now - simulationStart);
  return { seed, tally: counted, absent: script.arrivals.length - counted.projects, violations };
}

// A project's rule sets stay the same all through a simulation.
function remember(bundlesFor: Setting['bundlesFor']): Setting['bundlesFor'] {
  const known = new WeakMap<object, RuleBundles>();
  return (project) => {
    const before = known.get(project.spec);
    if (before !== undefined) return before;
    const bundles = bundlesFor(project);
    known.set(project.spec, bundles);
    return bundles;
  };
}
