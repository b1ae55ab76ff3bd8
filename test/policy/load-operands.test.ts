import test from 'ava';
import { at, compare, refusesConditions } from '../support/load-problems.ts';

test(
  'a text to look in',
  refusesConditions,
  compare('phase', 'in', 'Planning'),
  `${at}.all[0].value: expected a list to look in, found "Planning"`,
);
test(
  'nothing to look in',
  refusesConditions,
  compare('phase', 'in', []),
  `${at}.all[0].value: expected at least one member to look for, found none`,
);
test(
  'a size of a text',
  refusesConditions,
  compare('phase', 'lessThan', 3),
  `${at}.all[0].operator: expected a number to compare by size, found phase, a string`,
);
test(
  'a number in quotes',
  refusesConditions,
  compare('project.tasks', 'greaterThan', '9'),
  `${at}.all[0].value: expected a number to compare by size, found "9"`,
);
test(
  'a value of another type',
  refusesConditions,
  compare('project.tasks', 'equal', true),
  `${at}.all[0].value: expected a number to compare with project.tasks, a number, found true`,
);
test(
  'a fact of another type',
  refusesConditions,
  compare('project.tasks', 'equal', { fact: 'phase' }),
  `${at}.all[0].value: expected a number to compare with project.tasks, a number, found phase, a string`,
);
test(
  'an unknown value of an enumeration',
  refusesConditions,
  compare('escalation', 'equal', 'opened'),
  `${at}.all[0].value: expected one of none, open, answered, expired, found "opened"; did you mean open?`,
);
test(
  'an unknown member of an enumeration',
  refusesConditions,
  compare('escalation', 'in', ['open', 'shut']),
  `${at}.all[0].value: expected one of none, open, answered, expired, found "shut"`,
);
test(
  'null for a fact that is never null',
  refusesConditions,
  compare('phase', 'equal', null),
  `${at}.all[0].value: expected a value that phase, a string can have, found null`,
);
test(
  'equality of lists',
  refusesConditions,
  compare('phase', 'equal', ['Plan']),
  `${at}.all[0].value: expected a text, number, boolean or null to compare, found ["Plan"], which equals nothing`,
);
test(
  'contains on a text',
  refusesConditions,
  compare('phase', 'contains', 'Plan'),
  `${at}.all[0].operator: expected a list that may contain something, found phase, a string`,
);
test(
  'someFact on a text',
  refusesConditions,
  compare('phase', 'someFact:equal', 'Plan'),
  `${at}.all[0].operator: expected a list for someFact, found phase, a string`,
);
test(
  'someValue on a text',
  refusesConditions,
  compare('phase', 'someValue:equal', 'Plan'),
  `${at}.all[0].value: expected a list for someValue, found "Plan"`,
);
test(
  'what is wrong behind decorators',
  refusesConditions,
  compare('phase', 'not:someValue:equal', ['Plann']),
  `${at}.all[0].value: expected one of Escalate, Reassign, Plan, Delegate, Monitor, Complete, Failed, Cancelled, found "Plann"; did you mean Plan?`,
);
test(
  'a path into a text',
  refusesConditions,
  compare('phase', 'equal', 'Plan', { path: '$.length' }),
  `${at}.all[0].path: expected no path, since phase is a string, found "$.length"`,
);
