import test from 'ava';
import { at, compare, problemsOf, refusesConditions } from '../support/load-problems.ts';
import { rule } from '../support/rule-set.ts';

const sound = { all: [{ fact: 'project.planned', operator: 'equal', value: true }] };

test(
  'an unknown fact',
  refusesConditions,
  compare('project.plan', 'equal', true),
  `${at}.all[0].fact: expected a fact of the phase stage, found "project.plan"; did you mean project.planned?`,
);
test(
  'a fact of another stage',
  refusesConditions,
  compare('agent.load', 'equal', 1),
  `${at}.all[0].fact: expected a fact of the phase stage, found "agent.load"`,
);
test(
  'a fact that every object has',
  refusesConditions,
  compare('constructor', 'equal', true),
  `${at}.all[0].fact: expected a fact of the phase stage, found "constructor"`,
);
test(
  'an unknown operator',
  refusesConditions,
  compare('phase', 'equals', 'Plan'),
  `${at}.all[0].operator: expected a known operator, found "equals"; did you mean equal?`,
);
test(
  'an unknown decorator',
  refusesConditions,
  compare('phase', 'never:equal', 'Plan'),
  `${at}.all[0].operator: expected a known operator, found "never:equal"; decorators are not, swap, someFact, everyFact, someValue, everyValue`,
);
test(
  'a comparison without a value',
  refusesConditions,
  { all: [{ fact: 'phase', operator: 'equal' }] },
  `${at}.all[0].value: expected a value to compare with, found none`,
);
test(
  'a misspelt key',
  refusesConditions,
  compare('phase', 'equal', 'Plan', { vaule: 'Plan' }),
  `${at}.all[0].vaule: expected one of fact, path, operator, value, name, priority, found vaule; did you mean value?`,
);
test(
  'params of a fact',
  refusesConditions,
  compare('phase', 'equal', 'Plan', { params: {} }),
  `${at}.all[0].params: expected one of fact, path, operator, value, name, priority, found params`,
);
test(
  'any beside all',
  refusesConditions,
  { all: sound.all, any: sound.all },
  `${at}: expected exactly one of all, any, not, condition, fact, found all and any`,
);
test(
  'a fact beside all',
  refusesConditions,
  { all: sound.all, fact: 'phase' },
  `${at}: expected exactly one of all, any, not, condition, fact, found all and fact`,
);
test(
  'a node that is none of them',
  refusesConditions,
  { every: sound.all },
  `${at}: expected exactly one of all, any, not, condition, fact, found none of them`,
);
test(
  'a condition that is a text',
  refusesConditions,
  { all: ['phase'] },
  `${at}.all[0]: expected a condition, found "phase"`,
);
test(
  'a bare comparison at the top',
  refusesConditions,
  { fact: 'phase', operator: 'equal', value: 'Plan' },
  `${at}: expected all, any, not or condition at the top, found fact; put it under all`,
);
test('an empty all', refusesConditions, { all: [] }, `${at}.all: expected at least one condition, found none`);
test('an empty any', refusesConditions, { any: [] }, `${at}.any: expected at least one condition, found none`);
test(
  'a group that is no list',
  refusesConditions,
  { all: { fact: 'phase' } },
  `${at}.all: expected a list, found {"fact":"phase"}`,
);
test(
  'a negative priority of a condition',
  refusesConditions,
  { all: sound.all, priority: -1 },
  `${at}.priority: expected a whole number from 1, found -1`,
);
test(
  'a dangling reference',
  refusesConditions,
  { condition: 'gone' },
  `${at}.condition: expected the name of a condition of this rule set, found "gone"`,
);

const refusesPath = test.macro({
  exec: (t, path: string) => {
    const conditions = { all: [{ fact: 'agent.traits', path, operator: 'equal', value: 1 }] };
    const event = { type: 'score', params: { add: 1 } };
    const messages = problemsOf([rule(conditions, { event })], { stage: 'scoring', hitPolicy: 'collect-sum' });
    t.deepEqual(messages, [
      `${at}.all[0].path: expected a path of names and dots such as $.name.name, found ${JSON.stringify(path)}`,
    ]);
  },
  title: (_, path) => `load: refuses the path ${path}`,
});
const unsafePaths = ['$..x', '$[0]', "$['x']", '$.*', '$.x[?(@.y)]', '(1)', '$', '', '$.x.', 'a b'];
for (const path of unsafePaths) test(refusesPath, path);
