import type { ExecutionContext } from 'ava';
import type { Choice } from '../../controller/orchestrator/plan/choice.ts';
import { subjectName } from '../../controller/orchestrator/observe/project-view.ts';
import { drive, type DriveOptions } from '../../controller/simulate/drive.ts';
import { simulationStart } from '../../controller/simulate/play.ts';
import type { ScenarioSpec } from '../../controller/simulate/scenario/scenario-schema.ts';
import type { Setting } from '../../controller/simulate/scenario/setting.ts';
import { createScript } from '../../controller/simulate/script/create-script.ts';
import { createMemoryWorld } from '../../controller/simulate/world/memory-world.ts';
import type { MakeWorld } from '../../controller/simulate/world/world.ts';
import type { DecisionRow } from '../../controller/store/entities/decision.ts';
import { openStoreWorld } from './store-world.ts';

/** One decision, whichever world it was made in. */
type Made = Readonly<Record<string, unknown>>;

/** Plays a scenario in memory and on the real store, and holds every decision of the two equal: facts, verdict, candidates, intents. */
export async function playsTheSame(
  t: ExecutionContext,
  spec: ScenarioSpec,
  setting: Setting,
  seed = 1,
): Promise<ReadonlyMap<string, readonly Made[]>> {
  const inMemory = new Map<string, Made[]>();
  const onChoice = (project: string, at: number, choice: Choice): void => {
    inMemory.set(project, [...(inMemory.get(project) ?? []), ofChoice(at, choice)]);
  };
  const { catalog, bundlesFor } = setting;
  await drive(
    options(spec, setting, seed, (hooks) =>
      createMemoryWorld({ catalog, bundlesFor, tell: () => undefined, onChoice }, hooks),
    ),
  );
  const real = await openStoreWorld(t, setting);
  await drive(options(spec, setting, seed, real.makeWorld));
  for (const [project, made] of inMemory) {
    const recorded = withPlainIds((await real.decisions(project)).map(ofRow));
    // One by one: of two long stories, the first difference is what counts.
    for (const [index, one] of withPlainIds(made).entries())
      t.deepEqual(one, recorded[index], `${project}: decision ${index + 1} differs`);
    t.is(made.length, recorded.length, `${project}: the store has more decisions`);
  }
  return inMemory;
}

function options(spec: ScenarioSpec, setting: Setting, seed: number, makeWorld: MakeWorld): DriveOptions {
  return {
    script: createScript(spec, setting.catalog, seed),
    makeWorld,
    start: simulationStart,
    end: simulationStart + (spec.days ?? 30) * 86_400_000,
    workers: spec.workers ?? Number.POSITIVE_INFINITY,
    onRestless: () => undefined,
  };
}

function ofChoice(at: number, { subject, from, to, facts, verdict, candidates, intents }: Choice): Made {
  return { at, subject: subjectName(subject), from, to, facts, verdict, candidates: candidates ?? null, intents };
}

function ofRow({ at, subject, fromPhase, toPhase, facts, verdict, candidates, intents }: DecisionRow): Made {
  return { at: at.getTime(), subject, from: fromPhase, to: toPhase, facts, verdict, candidates, intents };
}

// Ids of the store are UUIDs, those in memory are counted: the first one that is named is `id-1`, and so on.
function withPlainIds(made: readonly Made[]): readonly unknown[] {
  const names = new Map<string, string>();
  const text = JSON.stringify(made).replaceAll(
    /"(?:[0-9a-f]{8}-[0-9a-f-]{27}|(?:run|task|escalation|project)#[0-9]+)"/g,
    (id) => {
      const name = names.get(id) ?? `"id-${names.size + 1}"`;
      names.set(id, name);
      return name;
    },
  );
  const plain: unknown = JSON.parse(text);
  return Array.isArray(plain) ? plain : [];
}
