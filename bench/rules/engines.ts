import { ZenEngine } from '@gorules/zen-engine';
import { Environment } from '@marcbachmann/cel-js';
import { Engine } from 'json-rules-engine';
import { createExplainer } from '../../controller/policy/explain/create-explainer.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { numberFacts, wordFacts, type Comparison, type Workload } from './workload.ts';

/** One way to judge a workload: the names of the rules that are true of a snapshot, by its number, in any order. */
export interface RulesEngine {
  readonly name: string;
  matches(snapshot: number): readonly string[] | Promise<readonly string[]>;
}

/** Every engine, made ready once, each as its documentation says. */
export function createEngines(workload: Workload): readonly [RulesEngine, ...RulesEngine[]] {
  return [createOwn(workload), createJsonRulesEngine(workload), createZen(workload), createCel(workload)];
}

function createOwn({ resource, snapshots }: Workload): RulesEngine {
  const { bundle } = loadRuleSet(resource);
  return {
    name: 'maios',
    matches: (snapshot) => (bundle?.evaluate(snapshots[snapshot] ?? {}).hits ?? []).map(({ rule }) => rule),
  };
}

/** Every rule with every condition explained, whether it is true or not. */
export function createExplaining({ resource, snapshots }: Workload): RulesEngine {
  const { bundle, explain } = createExplainer(resource);
  return {
    name: 'maios',
    matches: (snapshot) => {
      const facts = snapshots[snapshot] ?? {};
      const explained = explain(facts, bundle.evaluate(facts));
      return explained.filter(({ outcome }) => outcome === 'fired').map(({ rule }) => rule);
    },
  };
}

function createJsonRulesEngine({ rules, contexts }: Workload): RulesEngine {
  const engine = new Engine();
  for (const [name, all] of rules) engine.addRule({ name, conditions: { all: [...all] }, event: { type: name } });
  return {
    name: 'json-rules-engine',
    matches: async (snapshot) => (await engine.run({ ...contexts[snapshot] })).events.map(({ type }) => type),
  };
}

/** A decision table with a column for each fact and a row for each rule; it collects every row that is true. */
function createZen({ rules, contexts }: Workload): RulesEngine {
  const flat = contexts.map(flatten);
  const decision = new ZenEngine().createDecision(tableOf(rules));
  return {
    name: '@gorules/zen-engine',
    matches: async (snapshot) => {
      const answer: { readonly result: unknown } = await decision.evaluate(flat[snapshot]);
      return Array.isArray(answer.result) ? answer.result.map((row: { readonly rule: string }) => row.rule) : [];
    },
  };
}

function createCel({ rules, contexts }: Workload): RulesEngine {
  const environment = new Environment();
  for (const [index, fact] of facts.entries()) environment.registerVariable(columnOf(index), celTypeOf(fact));
  const programs = [...rules].map(([name, all]) => ({ name, isTrue: environment.parse(all.map(celOf).join(' && ')) }));
  const flat = contexts.map(flatten);
  return {
    name: '@marcbachmann/cel-js',
    matches: (snapshot) =>
      programs.filter(({ isTrue }) => isTrue(flat[snapshot] ?? {}) === true).map(({ name }) => name),
  };
}

const facts: readonly string[] = [...wordFacts, ...numberFacts];

// Names without dots, which the other languages would read as members of objects.
function columnOf(index: number): string {
  return `fact${index}`;
}

function flatten(context: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(facts.map((fact, index) => [columnOf(index), context[fact]]));
}

function tableOf(rules: Workload['rules']): object {
  const inputs = facts.map((_, index) => ({ id: columnOf(index), name: columnOf(index), field: columnOf(index) }));
  const rows = [...rules].map(([name, all]) => ({
    _id: name,
    // A cell that is left out is false, an empty one is not looked at.
    ...Object.fromEntries(facts.map((_, index) => [columnOf(index), ''])),
    ...Object.fromEntries(all.map((comparison) => [columnOf(facts.indexOf(comparison.fact)), cellOf(comparison)])),
    rule: JSON.stringify(name),
  }));
  const outputs = [{ id: 'rule', name: 'rule', field: 'rule' }];
  return {
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode' },
      {
        id: 'table',
        name: 'table',
        type: 'decisionTableNode',
        content: { hitPolicy: 'collect', inputs, outputs, rules: rows },
      },
      { id: 'out', name: 'out', type: 'outputNode' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table' },
      { id: 'b', sourceId: 'table', targetId: 'out' },
    ],
  };
}

function cellOf({ operator, value }: Comparison): string {
  if (operator === 'greaterThan') return `> ${Number(value)}`;
  if (operator === 'lessThan') return `< ${Number(value)}`;
  return (Array.isArray(value) ? value : [value]).map((each) => JSON.stringify(each)).join(', ');
}

function celTypeOf(fact: string): 'string' | 'double' {
  return wordFacts.some((word) => word === fact) ? 'string' : 'double';
}

function celOf({ fact, operator, value }: Comparison): string {
  const column = columnOf(facts.indexOf(fact));
  switch (operator) {
    case 'equal':
      return `${column} == ${JSON.stringify(value)}`;
    case 'in':
      return `${column} in ${JSON.stringify(value)}`;
    case 'greaterThan':
      return `${column} > ${Number(value).toFixed(1)}`;
    case 'lessThan':
      return `${column} < ${Number(value).toFixed(1)}`;
  }
}
