import type { Ephemeral } from './ephemeral.ts';

/** What a run is doing now. */
export interface RunProgress {
  /** The turn of its model, from 1; 0 before the first. */
  readonly turn: number;
  /** For people: a skill's name, `thinks`, `waits for the model maios-default`. */
  readonly doing: string;
  /** The model at which it waits for one of the calls that are allowed at once; undefined where it does not. */
  readonly waitsForModel?: string;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}

const ttlMs = 60 * 60_000;

/** Tells what a run does from now on. */
export function tellProgress(ephemeral: Ephemeral, runId: string, progress: RunProgress): void {
  ephemeral.put(progressKey(runId), JSON.stringify(progress), ttlMs);
}

/** What those runs are doing, as far as it is known. */
export async function readProgress(
  ephemeral: Ephemeral,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, RunProgress>> {
  const texts = await ephemeral.read(runIds.map(progressKey));
  return new Map(
    runIds.flatMap((runId) => {
      const progress = parse(texts.get(progressKey(runId)));
      return progress === undefined ? [] : [[runId, progress] as const];
    }),
  );
}

/** Where a run's progress is kept. */
export function progressKey(runId: string): string {
  return `progress:${runId}`;
}

// Another version may have written it.
function parse(text: string | undefined): RunProgress | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { turn, doing, waitsForModel, since } = value as Partial<Record<keyof RunProgress, unknown>>;
  if (typeof turn !== 'number' || typeof doing !== 'string' || typeof since !== 'number') return undefined;
  return { turn, doing, ...(typeof waitsForModel === 'string' && { waitsForModel }), since };
}
