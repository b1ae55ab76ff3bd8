/** What a project waits for that waits for no agent in particular: its organization's quota, which each slot is part of. */
export const anySlot = '*';

/** What a look at a project came to. */
export interface Rested {
  /** The agents one of which it waits for, and `anySlot`; empty: it waits for none. */
  readonly waitsFor: ReadonlySet<string>;
  /** The mark of before the look. */
  readonly since: number;
  /** Slots of an agent that were free in what was seen, and that the organization's quota has room for. */
  readonly free: (agent: string) => number;
}

/**
 * The projects that wait for a slot, in a fair order: who was served last waits longest. One slot that comes free is kept
 * for one project, and that project is looked at; if it has no use for the slot, the next one is, until everybody who
 * waits for it was asked once. So the looks grow with the slots that come free, and not with how many wait for them.
 * What is kept for one project is taken by no other, so that none is overtaken for ever. Pure state: it is lost with its
 * process, and found again by looking at every project.
 *
 * Whatever returns projects wants them to be looked at soon, each followed by `rest` or `leave`.
 */
export interface WaitingLine {
  /** Now, in the line's own time: to be taken before a look, so that what comes free during it is not missed. */
  mark(): number;
  /** The slots that are kept for others than this project, by agent. */
  keptFromOthers(project: string): readonly string[];
  /** Whether a slot is kept for this project that it has not used yet. */
  keepsFor(project: string): boolean;
  /** Runs of the project were started by these agents: it goes to the end of the line. */
  served(project: string, agents: readonly string[]): void;
  /** A look has come to its end. */
  rest(project: string, rested: Rested): readonly string[];
  /** The project has ended, or is not looked at for a while. */
  leave(project: string): readonly string[];
  /** A slot of this agent came free. */
  freed(agent: string): readonly string[];
  /** So many slots of this agent were seen to be free, whether or not it was told when they came free. */
  seenFree(agent: string, slots: number): readonly string[];
  /** How many wait. */
  readonly size: number;
}

interface Kept {
  readonly agent: string;
  used: boolean;
}

interface Waiter {
  /** By what it waits for: its place in that line. */
  readonly places: Map<string, number>;
  /** By what it waits for: how often that had come free when it last had no use for it. */
  readonly declined: Map<string, number>;
}

interface State {
  readonly waiters: Map<string, Waiter>;
  /** By what is waited for, in the order of the places. */
  readonly lines: Map<string, Map<string, Waiter>>;
  /** The slot that is kept for a project. */
  readonly kept: Map<string, Kept>;
  /** How often something came free. */
  readonly frees: Map<string, number>;
  /** When something came free that nobody waited for, and whose slot it is. */
  readonly unclaimed: Map<string, { readonly at: number; readonly agent: string }>;
  time: number;
}

export function createWaitingLine(): WaitingLine {
  const state: State = {
    waiters: new Map(),
    lines: new Map(),
    kept: new Map(),
    frees: new Map(),
    unclaimed: new Map(),
    time: 0,
  };
  return {
    mark: () => state.time,
    keptFromOthers: (project) =>
      [...state.kept].filter(([other, { used }]) => other !== project && !used).map(([, { agent }]) => agent),
    keepsFor: (project) => state.kept.get(project)?.used === false,
    served(project, agents) {
      drop(state, project);
      const kept = state.kept.get(project);
      if (kept !== undefined && agents.includes(kept.agent)) kept.used = true;
    },
    rest: (project, rested) => rest(state, project, rested),
    leave: (project) =>
      rest(state, project, { waitsFor: new Set(), since: state.time, free: () => Number.POSITIVE_INFINITY }),
    freed(agent) {
      state.time += 1;
      for (const key of [agent, anySlot]) state.frees.set(key, (state.frees.get(key) ?? 0) + 1);
      const next = keepForNext(state, agent);
      if (next.length === 0) for (const key of [agent, anySlot]) state.unclaimed.set(key, { at: state.time, agent });
      return next;
    },
    seenFree: (agent, slots) =>
      Array.from({ length: Math.max(0, slots - keptOf(state, agent)) }).flatMap(() => keepForNext(state, agent)),
    get size() {
      return state.waiters.size;
    },
  };
}

function rest(state: State, project: string, { waitsFor, since, free }: Rested): readonly string[] {
  const kept = state.kept.get(project);
  state.kept.delete(project);
  join(state, project, waitsFor);
  const next: string[] = [];
  if (kept !== undefined && free(kept.agent) > keptOf(state, kept.agent)) {
    if (!kept.used) decline(state, project, kept.agent);
    next.push(...keepForNext(state, kept.agent));
  }
  for (const key of waitsFor) {
    const missed = state.unclaimed.get(key);
    if (missed !== undefined && missed.at > since) next.push(...keepForNext(state, missed.agent));
  }
  return next;
}

function keptOf({ kept }: State, agent: string): number {
  return [...kept.values()].filter((one) => one.agent === agent && !one.used).length;
}

// A place that it has already is kept.
function join(state: State, project: string, waitsFor: ReadonlySet<string>): void {
  if (waitsFor.size === 0) return drop(state, project);
  const waiter: Waiter = state.waiters.get(project) ?? { places: new Map(), declined: new Map() };
  state.waiters.set(project, waiter);
  for (const key of waiter.places.keys()) if (!waitsFor.has(key)) stepOut(state, project, waiter, key);
  for (const key of waitsFor) if (!waiter.places.has(key)) stepIn(state, project, waiter, key);
}

function drop(state: State, project: string): void {
  const waiter = state.waiters.get(project);
  if (waiter === undefined) return;
  for (const key of waiter.places.keys()) stepOut(state, project, waiter, key);
  state.waiters.delete(project);
}

function stepIn(state: State, project: string, waiter: Waiter, key: string): void {
  const line = state.lines.get(key) ?? new Map<string, Waiter>();
  state.lines.set(key, line.set(project, waiter));
  state.time += 1;
  waiter.places.set(key, state.time);
}

function stepOut({ lines }: State, project: string, waiter: Waiter, key: string): void {
  waiter.places.delete(key);
  waiter.declined.delete(key);
  const line = lines.get(key);
  line?.delete(project);
  if (line?.size === 0) lines.delete(key);
}

// It waits on, behind the others, and is not asked again before the agent's next slot comes free.
function decline(state: State, project: string, agent: string): void {
  const waiter = state.waiters.get(project);
  for (const key of [agent, anySlot]) {
    if (waiter === undefined || !waiter.places.has(key)) continue;
    stepOut(state, project, waiter, key);
    stepIn(state, project, waiter, key);
    waiter.declined.set(key, state.frees.get(key) ?? 0);
  }
}

function keepForNext(state: State, agent: string): readonly string[] {
  const [first] = [agent, anySlot]
    .flatMap((key) => firstOf(state, key) ?? [])
    .toSorted((one, other) => one.place - other.place);
  if (first === undefined) return [];
  state.kept.set(first.project, { agent, used: false });
  for (const key of [agent, anySlot]) if (state.unclaimed.get(key)?.agent === agent) state.unclaimed.delete(key);
  return [first.project];
}

// At the head of the line stand at most those for whom a slot is kept, and those who had no use for this one.
function firstOf(
  { lines, kept, frees }: State,
  key: string,
): { readonly project: string; readonly place: number } | undefined {
  for (const [project, { places, declined }] of lines.get(key) ?? []) {
    if (kept.has(project) || declined.get(key) === (frees.get(key) ?? 0)) continue;
    return { project, place: places.get(key) ?? 0 };
  }
  return undefined;
}
