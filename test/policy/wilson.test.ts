import fc from 'fast-check';
import test from 'ava';
import { successBound } from '../../controller/policy/wilson.ts';

const bounds = test.macro({
  exec: (t, successes: number, failures: number, expected: number) => {
    t.is(Math.round(successBound(successes, failures) * 10_000) / 10_000, expected);
  },
  title: (_, successes: number, failures: number, expected: number) =>
    `success bound: ${successes} of ${successes + failures} runs is ${expected}`,
});

// Figures of the Wilson score interval at 95 %, as statistical packages give them.
test(bounds, 0, 0, 0.2);
test(bounds, 1, 0, 0.2065);
test(bounds, 0, 1, 0);
test(bounds, 9, 1, 0.5958);
test(bounds, 10, 0, 0.7225);
test(bounds, 50, 50, 0.4038);

test('success bound: stays within 0 and the observed rate', (t) => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (successes, failures) => {
      fc.pre(successes + failures > 0);
      const bound = successBound(successes, failures);
      return bound >= 0 && bound <= successes / (successes + failures) + 1e-12;
    }),
  );
  t.pass();
});

test('success bound: another success never lowers it', (t) => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(1_000), (successes, failures) => {
      fc.pre(successes + failures > 0);
      return successBound(successes + 1, failures) >= successBound(successes, failures);
    }),
  );
  t.pass();
});
