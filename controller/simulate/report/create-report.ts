import { agentPool } from '../../catalog/agent-pool.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Violation } from '../invariants/invariant.ts';
import type { Played } from '../play.ts';
import type { ScenarioSpec } from '../scenario/scenario-schema.ts';
import { projectSpecs, ruleSetsOf, type Setting } from '../scenario/setting.ts';
import { checkExpectations } from './expectation.ts';
import { measure, ratio } from './measure.ts';
import type { AgentLine, RuleLine, SimulationReport, ViolationLine } from './report.ts';
import { sumOf, type Tally } from './tally.ts';

interface Material {
  readonly scenario: string;
  readonly spec: ScenarioSpec;
  readonly setting: Setting;
  readonly played: readonly Played[];
  readonly story: readonly string[];
}

const msPerDay = 86_400_000;

/** The report of simulations that were played with one setting. */
export function createReport({ scenario, spec, setting, played, story }: Material): SimulationReport {
  const tally = sumOf(played.map((each) => each.tally));
  const agents = agentLines(tally, spec, setting);
  const slotMs = agents.reduce((sum, { capacity }) => sum + capacity * tally.playedMs, 0);
  const busyMs = [...tally.agents.values()].reduce((sum, agent) => sum + agent.busyMs, 0);
  const measures = measure(tally, ratio(busyMs, slotMs));
  const violations = violationLines(played.flatMap((each) => each.violations));
  const expectations = checkExpectations(spec.expect ?? {}, measures);
  const { tasks, tasksComplete: complete, attempts, reassigned } = tally;
  return {
    scenario,
    seeds: played.map(({ seed }) => seed),
    projects: tally.projects,
    absent: played.reduce((sum, each) => sum + each.absent, 0),
    playedDays: Math.round((tally.playedMs / msPerDay) * 1000) / 1000,
    outcomes: outcomeLines(tally),
    measures,
    tasks: { count: tasks, complete, attempts, reassigned },
    escalations: Object.fromEntries([...tally.escalations].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    agents,
    rules: ruleLines(tally, ruleSetsOf(spec, setting)),
    violations,
    expectations,
    story,
    passed: violations.length === 0 && expectations.every(({ met }) => met),
  };
}

function outcomeLines({ outcomes, projects }: Tally): SimulationReport['outcomes'] {
  return (['Complete', 'Failed', 'Cancelled', 'open'] as const).map((outcome) => {
    const count = outcomes.get(outcome) ?? 0;
    return { outcome, projects: count, share: ratio(count, projects) ?? 0 };
  });
}

function agentLines({ agents, playedMs }: Tally, scenario: ScenarioSpec, { catalog }: Setting): readonly AgentLine[] {
  const pool = projectSpecs(scenario, catalog).flatMap((spec) =>
    agentPool({ catalog, project: { spec, source: 'api' } }),
  );
  const capacities = new Map(pool.map(({ metadata, spec }) => [metadata.name, spec.capacity ?? 1]));
  const names = new Set([...capacities.keys(), ...agents.keys()]);
  return [...names].map((agent) => {
    const { runs, succeeded, busyMs } = agents.get(agent) ?? { runs: 0, succeeded: 0, busyMs: 0 };
    const capacity = capacities.get(agent) ?? catalog.get('Agent', agent)?.resource.spec.capacity ?? 1;
    return { agent, capacity, runs, succeeded, utilisation: ratio(busyMs, capacity * playedMs) ?? 0 };
  });
}

function ruleLines({ rules }: Tally, ruleSets: readonly RuleSetResource[]): readonly RuleLine[] {
  return ruleSets.flatMap(({ metadata, spec }) =>
    spec.rules.map(({ name }) => {
      const { decisions, shadow } = rules.get(`${metadata.name}/${name}`) ?? { decisions: 0, shadow: 0 };
      return { ruleSet: metadata.name, rule: name, decisions, shadow };
    }),
  );
}

function violationLines(violations: readonly Violation[]): readonly ViolationLine[] {
  return [...Map.groupBy(violations, ({ invariant }) => invariant)].flatMap(([invariant, all]) => {
    const [first] = all;
    return first === undefined ? [] : [{ invariant, count: all.length, first }];
  });
}
