import test from 'ava';
import { Environment } from '@marcbachmann/cel-js';
import { kinds } from '../../controller/catalog/kinds/kinds.ts';
import { type KindDefinition } from '../../controller/catalog/kinds/envelope.ts';

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
