import type { RuleSetSpec, RuleTest } from '../../catalog/kinds/rule-set.ts';
import { show } from '../conditions/json.ts';
import { factProblem } from '../evaluate/check-facts.ts';
import type { FactTable } from '../facts.ts';
import { eventTypes } from '../load/check-event.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import type { Segments } from '../load/problems.ts';
import { factRegistry } from '../stages/registry.ts';
import { expectationFaults, type CaseFault, type Sayable } from './expectation.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Finds what is wrong with a case itself, so that running it would say nothing: its facts and expectations. */
export function createCaseCheck({ stage, rules }: RuleSetSpec): (test: RuleTest) => readonly CaseFault[] {
  const table = factRegistry[stage];
  const sayable = { rules: new Set(rules.map(({ name }) => name)), types: new Set(eventTypes[stage]) };
  return (test) => caseFaults(test, table, sayable);
}

function caseFaults({ facts, expect, series = [] }: RuleTest, table: FactTable, sayable: Sayable) {
  return [
    ...factFaults(facts, table, ['facts']),
    ...(expect === undefined ? [] : expectationFaults(expect, sayable, ['expect'])),
    ...series.flatMap((step, index) => [
      ...factFaults(step.facts ?? {}, table, ['series', index, 'facts']),
      ...(step.expect === undefined ? [] : expectationFaults(step.expect, sayable, ['series', index, 'expect'])),
    ]),
  ];
}
function factFaults(facts: Raw, table: FactTable, at: Segments): readonly CaseFault[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    const message = factMessage(name, value, table);
    return message === undefined ? [] : [{ at: [...at, name], message }];
  });
}

function factMessage(name: string, value: unknown, table: FactTable): string | undefined {
  const definition = Object.hasOwn(table, name) ? table[name] : undefined;
  if (definition === undefined) {
    return `expected a fact of the stage, found ${name}${didYouMean(name, Object.keys(table))}`;
  }
  if (definition.reserved === true) {
    return `expected a fact for rules to look at, found ${name}, which they keep themselves; a series carries it along`;
  }
  const expected = factProblem(definition, value);
  return expected === undefined ? undefined : `fact ${name}: expected ${expected}, found ${show(value)}`;
}
