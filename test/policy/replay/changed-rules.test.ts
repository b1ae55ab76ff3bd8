import test from 'ava';
import type { RuleSetSpec } from '../../../controller/catalog/kinds/rule-set.ts';
import { changedRules, keepsOrder } from '../../../controller/policy/replay/changed-rules.ts';
import { loadRevision } from '../../../controller/policy/replay/revision.ts';
import { rule, ruleSet } from '../../support/rule-set.ts';

const planned = { fact: 'project.planned', operator: 'equal', value: true };
const first = rule({ all: [planned] }, { name: 'first', priority: 30 });
const second = rule({ all: [{ condition: 'shared' }] }, { name: 'second', priority: 20 });
const third = rule({ any: [planned] }, { name: 'third', priority: 10 });
const conditions = {
  shared: { all: [{ condition: 'inner' }] },
  inner: { all: [{ fact: 'project.tasks', operator: 'greaterThan', value: 3 }] },
};
const old = { conditions, rules: [first, second, third] };

interface Case {
  readonly what: string;
  readonly now: Partial<RuleSetSpec>;
  readonly changes: Readonly<Record<string, string>>;
  readonly inOrder?: boolean;
}

const cases: readonly Case[] = [
  { what: 'the same rules', now: old, changes: {} },
  { what: 'another description', now: { ...old, rules: [{ ...first, description: 'x' }, second, third] }, changes: {} },
  { what: 'another order of definition', now: { ...old, rules: [third, second, first] }, changes: {} },
  {
    what: 'a rule more',
    now: { ...old, rules: [first, second, third, { ...third, name: 'new', priority: 1 }] },
    changes: { new: 'added' },
  },
  { what: 'a rule less', now: { ...old, rules: [first, third] }, changes: { second: 'removed' } },
  {
    what: 'another priority',
    now: { ...old, rules: [{ ...first, priority: 5 }, second, third] },
    changes: { first: 'changed' },
  },
  {
    what: 'another mode',
    now: { ...old, rules: [first, second, { ...third, mode: 'shadow' }] },
    changes: { third: 'changed' },
  },
  {
    what: 'another time',
    now: { ...old, rules: [first, second, { ...third, for: '5m' }] },
    changes: { third: 'changed' },
  },
  {
    what: 'a condition that another named one refers to',
    now: { ...old, conditions: { ...conditions, inner: { all: [planned] } } },
    changes: { second: 'changed' },
  },
  {
    what: 'a named condition that nobody uses',
    now: { ...old, conditions: { ...conditions, lone: { all: [planned] } } },
    changes: {},
  },
];

for (const { what, now, changes, inOrder = true } of cases) {
  test(`replay: ${what}: ${Object.keys(changes).length === 0 ? 'no rule changes' : JSON.stringify(changes)}`, (t) => {
    const before = loadRevision(ruleSet(old.rules, old)).parsed;
    const after = loadRevision(ruleSet(now.rules ?? [], now)).parsed;
    const found = changedRules(before, after);
    t.deepEqual(Object.fromEntries(found), changes);
    t.is(keepsOrder(before, after, found), inOrder);
  });
}
