import type { Fare } from '../scenario/fare-schema.ts';
import type { ScenarioSpec, ScriptedAgent } from '../scenario/scenario-schema.ts';

/** How a run fares: what its task says of its agent, else its agent, else `others`; each field by itself. */
export type FareOf = (agent: string | null, task: string | undefined) => Fare;

export function createFareOf({ agents = [], others = {} }: ScenarioSpec): FareOf {
  const byName = new Map(agents.flatMap((agent) => namesOf(agent).map((name) => [name, agent] as const)));
  return (agent, task) => {
    const scripted = agent === null ? undefined : byName.get(agent);
    if (scripted === undefined) return others;
    const { minutes, failures, rejects, outcomes } = scripted;
    const here = task === undefined ? undefined : scripted.tasks?.[task];
    return withoutGaps(others, { minutes, failures, rejects, outcomes }, here ?? {});
  };
}

/** The agents that one line of a scenario stands for. */
export function namesOf({ name, count }: ScriptedAgent): readonly string[] {
  return count === undefined ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

function withoutGaps(...fares: readonly { readonly [Key in keyof Fare]?: Fare[Key] | undefined }[]): Fare {
  const known = fares.flatMap((fare) => Object.entries(fare).filter(([, value]) => value !== undefined));
  return Object.fromEntries(known);
}
