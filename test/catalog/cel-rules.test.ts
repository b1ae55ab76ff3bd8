import test from 'ava';
import { Environment } from '@marcbachmann/cel-js';
import { brokenRules, brokenTransitions } from '../../controller/catalog/validate/cel-rules.ts';
import { kinds } from '../../controller/catalog/kinds/kinds.ts';
import type { KindDefinition } from '../../controller/catalog/kinds/envelope.ts';
import { celCases } from './cel-cases.ts';

const definitions: readonly KindDefinition[] = Object.values(kinds);
const environment = new Environment().registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');

for (const { kind, cel } of definitions) {
  for (const { rule, fieldPath, message } of cel) {
    test(`cel: ${kind}: ${message}`, (t) => {
      t.true(environment.check(rule).valid);
      // The API server refuses a field path that it cannot parse.
      t.regex(fieldPath ?? '.spec', /^(\.[a-zA-Z]+)+$/);
    });
  }
}

for (const [name, { kind, spec, before, breaks }] of Object.entries(celCases)) {
  test(`cel: ${kind}: ${name}`, (t) => {
    const changed = before === undefined ? [] : brokenTransitions({ kind, spec: before }, { kind, spec });
    t.deepEqual(
      [...brokenRules({ kind, spec }), ...changed].map(({ message }) => message),
      breaks,
    );
  });
}

test('cel: every rule of a kind is held and broken by a case', (t) => {
  const cases = Object.values(celCases);
  for (const { kind, cel } of definitions) {
    const ofKind = cases.filter((each) => each.kind === kind);
    for (const { message } of cel) {
      t.true(
        ofKind.some(({ breaks }) => breaks.includes(message)),
        message,
      );
      t.true(
        ofKind.some(({ breaks }) => !breaks.includes(message)),
        message,
      );
    }
  }
});

const truth = test.macro((t, rule: string, context: Readonly<Record<string, unknown>>, expected: boolean) => {
  t.is(environment.evaluate(rule, context), expected);
});

// Cases that CEL's specification decides, and on which the rules of the kinds rely.
test('cel: has is false on a field that is absent', truth, 'has(self.a)', { self: {} }, false);
test('cel: equality of booleans', truth, "(self.t == 'x') == has(self.a)", { self: { t: 'y' } }, true);
test(
  'cel: the right side of a disjunction is not asked in vain',
  truth,
  '!has(self.a) || self.a.b == 1',
  { self: {} },
  true,
);
