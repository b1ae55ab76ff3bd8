import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { stages, type Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import { createExplainer, type Explainer } from '../../../controller/policy/explain/create-explainer.ts';
import type { ExplainedCondition } from '../../../controller/policy/explain/explained-condition.ts';
import { type SmallestChange, smallestChange } from '../../../controller/policy/explain/smallest-change.ts';
import type { FactValue, Facts } from '../../../controller/policy/facts.ts';
import type { FactChange } from '../../../controller/policy/explain/facts-difference.ts';
import { deepFreeze } from '../../../controller/policy/freeze.ts';
import { eventTypes } from '../../../controller/policy/load/check-event.ts';
import { domainOf } from '../../../controller/policy/regions/domain.ts';
import { nearest } from '../../../controller/policy/regions/value-set.ts';
import { factRegistry } from '../../../controller/policy/stages/registry.ts';
import { advanceFacts } from '../../../controller/policy/time/advance-facts.ts';
import type { Verdict } from '../../../controller/policy/verdict.ts';
import { inOrder, isTied } from '../../support/any-facts.ts';
import { snapshotOf } from '../worlds/fact-values.ts';
import { judgePlainly } from '../worlds/plain-evaluator.ts';
import { ruleSetOf } from '../worlds/rule-sets.ts';

const runs = Math.ceil(Number(process.env['MAIOS_PROPERTY_RUNS'] ?? 1200) / stages.length);

function truthOf({ outcome }: ExplainedCondition): boolean | 'fault' {
  return outcome === 'fault' ? 'fault' : outcome === 'true';
}

const tree = test.macro({
  exec: (t, stage: Stage) => {
    fc.assert(
      fc.property(ruleSetOf(stage), snapshotOf(stage), (resource, facts) => {
        const explainer = createExplainer(resource);
        const verdict = explainer.bundle.evaluate(deepFreeze(facts));
        const explained = explainer.explain(facts, verdict);
        deepStrictEqual(
          explained.map(({ rule, conditions }) => [rule, truthOf(conditions)]),
          judgePlainly(resource, facts).map(({ rule, truth }) => [rule.name, truth instanceof Error ? 'fault' : truth]),
        );
        deepStrictEqual(
          explained.flatMap(({ hit }) => hit ?? []),
          verdict.hits,
        );
        for (const { rule, conditions } of explained) {
          if (truthOf(conditions) === 'fault') continue;
          strictEqual(explainer.lacking(rule, facts).length === 0, truthOf(conditions));
          strictEqual(explainer.lacking(rule, facts, false).length === 0, truthOf(conditions) === false);
          strictEqual(explainer.distance(rule, facts) === 0, truthOf(conditions));
          strictEqual(explainer.distance(rule, facts, false) === 0, truthOf(conditions) === false);
        }
      }),
      { numRuns: runs },
    );
    t.pass();
  },
  title: (_, stage) =>
    `explain: the tree of every ${stage} rule comes out as the rule does, and lacks nothing where it is true`,
});

/** What the rules say once a change has been made and its time has passed; what they remember on the way is a fact too. */
function after({ bundle, spec }: Explainer, facts: Facts, { changes, inMs = 0 }: SmallestChange): readonly Verdict[] {
  const end = Number(facts['now']) + inMs;
  const change = (from: Facts): Facts =>
    changes.reduce<Facts>((sum, { fact, path, to }) => ({ ...sum, [fact]: put(sum[fact] ?? null, path, to) }), from);
  let now = change(facts);
  for (let next = bundle.nextChange(now); next !== undefined && next <= end; next = bundle.nextChange(now)) {
    const { timers } = bundle.evaluate(now);
    now = advanceFacts(spec.stage, { ...now, ...(timers === undefined ? {} : { timers: timers as Facts }) }, next);
  }
  // What is to be changed is so at the latest when the time is over.
  return [now, change(advanceFacts(spec.stage, facts, end))].map((each) => bundle.evaluate(each));
}

function put(value: FactValue, path: string | undefined, to: FactValue): FactValue {
  if (path === undefined) return to;
  const [name = '', ...rest] = path.replace('$.', '').split('.');
  const record = value as Readonly<Record<string, FactValue>>;
  return { ...record, [name]: put(record[name] ?? null, rest.length === 0 ? undefined : rest.join('.'), to) };
}

const said = ({ hits }: Verdict): string => hits.map(({ type }) => type).join();

const flips = test.macro({
  exec: (t, stage: Stage) => {
    const seen = { found: 0, none: 0, unknown: 0 };
    const wantedOf = fc.option(fc.constantFrom(...eventTypes[stage]), { nil: undefined });
    fc.assert(
      fc.property(ruleSetOf(stage), possible(stage), possible(stage), wantedOf, (resource, facts, other, wanted) => {
        const explainer = createExplainer(resource);
        const present = explainer.bundle.evaluate(deepFreeze(facts));
        const isReached = (verdict: Verdict): boolean =>
          verdict.faults === undefined &&
          (wanted === undefined ? said(verdict) !== said(present) : verdict.hits.some(({ type }) => type === wanted));
        const { found, search } = smallestChange(explainer, facts, wanted);
        if (found !== undefined) {
          ok(after(explainer, facts, found).some(isReached), JSON.stringify({ wanted, found }));
          ok(!found.changes.some((change) => isUndone(stage, change, found.changes)), JSON.stringify(found));
          seen.found += 1;
        } else if (search === 'whole') {
          seen.none += 1;
          const next = followOn(stage, facts, other);
          if (isTied(next, stage)) ok(!isReached(explainer.bundle.evaluate(next)));
        } else seen.unknown += 1;
      }),
      { numRuns: runs },
    );
    t.log(`${stage}: ${JSON.stringify(seen)}`);
    t.true(seen.found > 0);
  },
  title: (_, stage) =>
    `smallest change: what is proposed for ${stage} rules makes them say so, and where there is none nothing does`,
});

/** Snapshots in which counts are whole, no number is less than it can be, and no part more than its whole. */
function possible(stage: Stage): fc.Arbitrary<Facts> {
  const domains = Object.keys(factRegistry[stage]).map(
    (fact) => [fact, domainOf({ fact }, factRegistry[stage])] as const,
  );
  return snapshotOf(stage).map((facts) =>
    inOrder(
      Object.fromEntries(
        domains.map(([fact, domain]) => [fact, nearest(domain, [facts[fact] ?? null]) ?? facts[fact] ?? null]),
      ),
      stage,
    ),
  );
}

/** What may come after some facts: like others, but about the same, and with nothing undone. */
function followOn(stage: Stage, facts: Facts, other: Facts): Facts {
  const next = { ...other, ...givenOf(stage, facts) };
  const kept = Object.entries(factRegistry[stage]).flatMap(([fact, { grows, anewWith }]): [string, FactValue][] => {
    const isAnew = anewWith !== undefined && next[anewWith] !== facts[anewWith];
    return grows === true && !isAnew && (next[fact] ?? 0) < (facts[fact] ?? 0) ? [[fact, facts[fact] ?? null]] : [];
  });
  return inOrder({ ...next, ...Object.fromEntries(kept) }, stage);
}

function isUndone(stage: Stage, { fact, path, from, to }: FactChange, changes: readonly FactChange[]): boolean {
  const { grows, anewWith } = factRegistry[stage][fact] ?? {};
  const isAnew = anewWith !== undefined && changes.some((change) => change.fact === anewWith);
  return grows === true && path === undefined && !isAnew && (to ?? 0) < (from ?? 0);
}

function givenOf(stage: Stage, facts: Facts): Facts {
  const given = {
    phase: [],
    scoring: ['task.name', 'agent.name'],
    escalation: ['subject', 'agent'],
    permission: ['agent.name', 'task.name', 'call.skill'],
  }[stage];
  return Object.fromEntries(['now', ...given].map((fact) => [fact, facts[fact] ?? null]));
}

for (const stage of stages) {
  test(tree, stage);
  test(flips, stage);
}
