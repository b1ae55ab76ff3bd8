import type { Phase } from '../../policy/phases.ts';
import type { Happening } from '../happening.ts';

/** What was counted in one simulation. Of several, everything adds up. */
export interface Tally {
  /** By phase at the end, `open` for those that were not over. */
  readonly outcomes: Map<Phase | 'open', number>;
  /** How long each ended project took, in ms. */
  readonly durations: number[];
  projects: number;
  tasks: number;
  tasksComplete: number;
  /** Runs of tasks that ended. */
  attempts: number;
  reassigned: number;
  stalled: number;
  /** What was done about failures, by action. */
  readonly escalations: Map<string, number>;
  readonly agents: Map<string, AgentTally>;
  /** By `ruleSet/rule`: in how many decisions it was true, and in how many it would have changed them from the shadow. */
  readonly rules: Map<string, RuleTally>;
  /** Virtual time that was played, in ms. */
  playedMs: number;
}

export interface AgentTally {
  runs: number;
  succeeded: number;
  busyMs: number;
}

export interface RuleTally {
  decisions: number;
  shadow: number;
}

export interface Counting {
  see(happening: Happening): void;
  end(playedMs: number): Tally;
}

/** Counts while a simulation goes on. */
export function startTally(): Counting {
  const tally = emptyTally();
  const open = new Map<string, number>();
  const tasks = new Map<string, string>();
  const stalled = new Set<string>();
  const reassigned = new Set<string>();
  const on: { readonly [What in Happening['what']]?: (one: Extract<Happening, { what: What }>) => unknown } = {
    'project-started': ({ project, at }) => open.set(project, at),
    stalled: ({ project }) => stalled.add(project),
    'handed-over': ({ project, subject }) => reassigned.add(`${project} ${subject}`),
    moved: ({ of, project, subject, to }) => of === 'task' && tasks.set(`${project} ${subject}`, to),
    asked: ({ action }) => add(tally.escalations, action),
    'run-ended': (one) => countRun(tally, one),
    decided: (one) => countRules(tally, one),
    'project-ended'({ project, at, phase }) {
      add(tally.outcomes, phase);
      tally.durations.push(at - (open.get(project) ?? at));
      tally.projects += 1;
      open.delete(project);
    },
  };
  const see = <What extends Happening['what']>(one: Extract<Happening, { what: What }>): void => {
    const count: ((happening: Extract<Happening, { what: What }>) => unknown) | undefined = on[one.what];
    count?.(one);
  };
  return {
    see,
    end(playedMs) {
      if (open.size > 0) tally.outcomes.set('open', open.size);
      tally.projects += open.size;
      tally.tasks = tasks.size;
      tally.tasksComplete = [...tasks.values()].filter((phase) => phase === 'Complete').length;
      tally.reassigned = reassigned.size;
      tally.stalled = stalled.size;
      tally.playedMs = playedMs;
      return tally;
    },
  };
}

/** The sum of several simulations. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const name of counts) sum[name] += tally[name];
    for (const duration of tally.durations) sum.durations.push(duration);
    for (const [phase, number] of tally.outcomes) add(sum.outcomes, phase, number);
    for (const [action, number] of tally.escalations) add(sum.escalations, action, number);
    for (const [agent, { runs, succeeded, busyMs }] of tally.agents) {
      const all = agentOf(sum, agent);
      all.runs += runs;
      all.succeeded += succeeded;
      all.busyMs += busyMs;
    }
    for (const [rule, { decisions, shadow }] of tally.rules) {
      const all = ruleOf(sum, rule);
      all.decisions += decisions;
      all.shadow += shadow;
    }
  }
  return sum;
}

const counts = ['projects', 'tasks', 'tasksComplete', 'attempts', 'reassigned', 'stalled', 'playedMs'] as const;

function emptyTally(): Tally {
  return {
    outcomes: new Map(),
    durations: [],
    projects: 0,
    tasks: 0,
    tasksComplete: 0,
    attempts: 0,
    reassigned: 0,
    stalled: 0,
    escalations: new Map(),
    agents: new Map(),
    rules: new Map(),
    playedMs: 0,
  };
}

function countRun(tally: Tally, run: Extract<Happening, { what: 'run-ended' }>): void {
  if (run.purpose === 'work') tally.attempts += 1;
  if (run.agent === null) return;
  const agent = agentOf(tally, run.agent);
  agent.runs += 1;
  agent.succeeded += run.outcome === 'succeeded' ? 1 : 0;
  agent.busyMs += run.busyMs;
}

function countRules(tally: Tally, { ruleSet, rules, shadow }: Extract<Happening, { what: 'decided' }>): void {
  for (const rule of new Set(rules)) ruleOf(tally, `${ruleSet}/${rule}`).decisions += 1;
  for (const rule of shadow) ruleOf(tally, `${ruleSet}/${rule}`).shadow += 1;
}

function agentOf({ agents }: Tally, name: string): AgentTally {
  const known = agents.get(name) ?? { runs: 0, succeeded: 0, busyMs: 0 };
  agents.set(name, known);
  return known;
}

function ruleOf({ rules }: Tally, name: string): RuleTally {
  const known = rules.get(name) ?? { decisions: 0, shadow: 0 };
  rules.set(name, known);
  return known;
}

function add<Key>(map: Map<Key, number>, key: Key, more = 1): void {
  map.set(key, (map.get(key) ?? 0) + more);
}
