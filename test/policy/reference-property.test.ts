import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import { stages, type Stage } from '../../controller/catalog/kinds/rule-set.ts';
import type { Facts } from '../../controller/policy/facts.ts';
import { deepFreeze } from '../../controller/policy/freeze.ts';
import { createReferenceEvaluator } from '../../controller/policy/reference/reference-evaluator.ts';
import type { RuleBundle } from '../../controller/policy/verdict.ts';
import { bundleOf } from '../support/rule-set.ts';
import { snapshotOf } from './worlds/fact-values.ts';
import { expectedVerdict, judgePlainly, type Plain } from './worlds/plain-evaluator.ts';
import { ruleSetOf } from './worlds/rule-sets.ts';

// Four stages share the cases. At least 100,000 of them: MAIOS_PROPERTY_RUNS=100000 npx ava --timeout 60m test/policy/reference-property.test.ts
const runs = Math.ceil(Number(process.env['MAIOS_PROPERTY_RUNS'] ?? 4000) / stages.length);

const agree = test.macro({
  exec: async (t, stage: Stage) => {
    const seen = { cases: 0, rules: 0, hits: 0, faults: 0, shadow: 0, timers: 0, engineAlone: 0 };
    const snapshots = fc.tuple(snapshotOf(stage), snapshotOf(stage));
    await fc.assert(
      fc.asyncProperty(ruleSetOf(stage), snapshots, fc.infiniteStream(fc.boolean()), async (resource, pair, shared) => {
        const bundle = bundleOf(resource);
        const reference = createReferenceEvaluator(resource.spec);
        const isShared = new Map(Object.keys(pair[0]).map((name) => [name, shared.next().value]));
        for (const facts of follow(bundle, pair)) {
          const plain = judgePlainly(resource, facts);
          seen.engineAlone += agreesWithEngine(plain, await reference.judge(facts));
          const verdict = bundle.evaluate(facts);
          deepStrictEqual(verdict, { ...headOf(resource, bundle), ...expectedVerdict(resource, plain, facts) });
          deepStrictEqual(givenInParts(bundle, facts, isShared), verdict);
          count(seen, verdict);
          seen.rules += plain.length;
        }
        seen.cases += 1;
      }),
      { numRuns: runs, includeErrorInReport: true },
    );
    t.log(
      `${stage}: ${Object.entries(seen)
        .map(([name, number]) => `${number} ${name}`)
        .join(', ')}`,
    );
    t.true(seen.hits > 0);
  },
  title: (_, stage) =>
    `evaluate: compiled, in parts, walked and by json-rules-engine, generated ${stage} rules say the same of generated facts`,
});

for (const stage of stages) test(agree, stage);

/** The second snapshot remembers what the first one left. */
function* follow(bundle: RuleBundle, [first, second]: readonly [Facts, Facts]): Generator<Facts> {
  yield deepFreeze(first);
  const { timers } = bundle.evaluate(first);
  yield deepFreeze(
    timers === undefined || bundle.stage !== 'phase' ? second : { ...second, timers: { ...timers } as Facts },
  );
}

/** How many rules json-rules-engine could not judge while we, who stop where a group is settled, could. */
function agreesWithEngine(plain: readonly Plain[], reference: ReadonlyMap<string, boolean | Error>): number {
  let alone = 0;
  for (const { rule, truth } of plain) {
    const said = reference.get(rule.name);
    if (said instanceof Error) alone += truth instanceof Error ? 0 : 1;
    else strictEqual(truth, said, rule.name);
  }
  return alone;
}

function headOf({ spec, metadata }: RuleSetResource, { digest }: RuleBundle): object {
  return { stage: spec.stage, ruleSet: metadata.name, digest, hitPolicy: spec.hitPolicy };
}

function givenInParts(bundle: RuleBundle, facts: Facts, isShared: ReadonlyMap<string, boolean>): object {
  const part = (wanted: boolean): Facts =>
    Object.fromEntries(Object.entries(facts).filter(([name]) => isShared.get(name) === wanted));
  const judge = bundle.given(part(true));
  // Twice, since nothing may be left over from one to the next.
  judge(part(false));
  return judge(part(false));
}

type Seen = Record<'hits' | 'faults' | 'shadow' | 'timers', number>;

function count(seen: Seen, { hits, faults = [], shadow, timers = {} }: ReturnType<RuleBundle['evaluate']>): void {
  seen.hits += hits.length;
  seen.faults += faults.length;
  seen.shadow += shadow === undefined ? 0 : 1;
  seen.timers += Object.keys(timers).length;
  ok(hits.every(({ params }) => params !== undefined));
}
