import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import type { FactValue, Facts } from '../../controller/policy/facts.ts';
import { factRegistry } from '../../controller/policy/stages/registry.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';
import { createRandom, type Random } from '../random.ts';

/** One comparison of the workload, as every engine can say it. */
export interface Comparison {
  readonly fact: string;
  readonly operator: 'equal' | 'in' | 'greaterThan' | 'lessThan';
  readonly value: string | number | readonly string[];
}

export interface Workload {
  readonly resource: RuleSetResource;
  /** Five comparisons a rule, of which all have to hold, by rule. */
  readonly rules: ReadonlyMap<string, readonly Comparison[]>;
  /** Whole snapshots of the phase stage. */
  readonly snapshots: readonly Facts[];
  /** The same without the facts that no rule looks at: what the other engines are given. */
  readonly contexts: readonly Facts[];
}

/**
 * A selective workload: rules of five conditions in one `all` (equal, in, greaterThan, lessThan, in) over twenty facts of the
 * phase stage; the equality is false for five of six rules, and about one rule in a hundred is true.
 */
export function createWorkload(rules: number, seed = 7): Workload {
  const random = createRandom(seed);
  const all = Array.from({ length: rules }, () => createComparisons(random));
  const snapshots = Array.from({ length: 64 }, () => createSnapshot(random));
  const named = new Map(all.map((comparisons, index) => [`rule-${index}`, comparisons] as const));
  return { resource: createResource(named), rules: named, snapshots, contexts: snapshots.map(onlyUsed) };
}

/** The facts that the rules look at. */
export const wordFacts = [
  'phase',
  'subject',
  'project.acceptance',
  'escalation',
  'task.failure',
  'task.outcome',
] as const;
export const numberFacts = [
  'phaseMinutes',
  'project.planFailures',
  'project.tasks',
  'project.tasksOpen',
  'project.tasksStarted',
  'project.tasksComplete',
  'project.tasksFailed',
  'project.acceptanceFailures',
  'project.minutesLeft',
  'task.runMinutes',
  'task.timeoutMinutes',
  'task.candidates',
  'task.attempts',
  'now',
] as const;

const sixPhases = ['Plan', 'Delegate', 'Monitor', 'Escalate', 'Reassign', 'Complete'];
const span = 100;

function createComparisons(random: Random): readonly Comparison[] {
  const [first = '', second = ''] = random.pickSome(wordFacts.slice(1), 2);
  const [above = '', below = ''] = random.pickSome(numberFacts, 2);
  return [
    { fact: 'phase', operator: 'equal', value: random.pick(sixPhases) },
    { fact: first, operator: 'in', value: halfOf(first, random) },
    { fact: above, operator: 'greaterThan', value: random.below(span) },
    { fact: below, operator: 'lessThan', value: random.below(span) },
    { fact: second, operator: 'in', value: halfOf(second, random) },
  ];
}

function createSnapshot(random: Random): Facts {
  const words = wordFacts.map((fact) => [fact, random.pick(fact === 'phase' ? sixPhases : valuesOf(fact))] as const);
  const numbers = numberFacts.map((fact) => [fact, random.below(span)] as const);
  return { ...sampleFacts('phase'), ...Object.fromEntries<FactValue>([...words, ...numbers]) };
}

function onlyUsed(facts: Facts): Facts {
  return Object.fromEntries([...wordFacts, ...numberFacts].map((fact) => [fact, facts[fact] ?? null]));
}

function halfOf(fact: string, random: Random): readonly string[] {
  const values = valuesOf(fact);
  return random.pickSome(values, Math.ceil(values.length / 2));
}

function valuesOf(fact: string): readonly string[] {
  return factRegistry.phase[fact]?.values ?? [];
}

function createResource(named: ReadonlyMap<string, readonly Comparison[]>): RuleSetResource {
  const rules = [...named].map(([name, all]): Rule => ({ name, conditions: { all }, event: { type: 'Delegate' } }));
  const spec = { stage: 'phase', hitPolicy: 'collect', rules } as const;
  return {
    apiVersion: 'maios.dev/v1alpha1',
    kind: 'RuleSet',
    metadata: { name: 'bench' },
    spec: { ...spec, rules },
  };
}
