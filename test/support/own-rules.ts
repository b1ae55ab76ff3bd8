import type { Declared } from '../../controller/catalog/catalog.ts';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import { readRules } from './read-rules.ts';
import { declared } from './view.ts';

/** The default phase rules with others beside them, declared as `own-phases`. */
export function ownPhases(rules: readonly Rule[], source = 'api'): Declared {
  const { spec, ...rest } = readRules('phases');
  const { tests: _, ...kept } = spec;
  const resource = { ...rest, metadata: { name: 'own-phases' }, spec: { ...kept, rules: [...kept.rules, ...rules] } };
  return declared(resource, source);
}

/** A rule about tasks in Monitor that comes before the default ones; `Failed` unless told otherwise. */
export function monitored(changes: Partial<Rule>, ...more: readonly object[]): Rule {
  return {
    name: 'monitored',
    priority: 999,
    conditions: {
      all: [
        { fact: 'subject', operator: 'equal', value: 'task' },
        { fact: 'phase', operator: 'equal', value: 'Monitor' },
        ...more,
      ],
    },
    event: { type: 'Failed' },
    ...changes,
  };
}
