import { deepStrictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { stages, type Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import { prepareReplay } from '../../../controller/policy/replay/prepare-replay.ts';
import type { RecordedDecision } from '../../../controller/policy/replay/recorded-decision.ts';
import { replayDecision } from '../../../controller/policy/replay/replay-decision.ts';
import { recorded } from '../../support/recorded-decision.ts';
import { snapshotOf } from '../worlds/fact-values.ts';
import { ruleSetOf } from '../worlds/rule-sets.ts';

const runs = Math.ceil(Number(process.env['MAIOS_PROPERTY_RUNS'] ?? 2000) / stages.length);

/** A rule set, and the same with the conditions of some rules, and perhaps those with a name, from another one. */
function revisionsOf(stage: Stage): fc.Arbitrary<readonly [RuleSetResource, RuleSetResource]> {
  const picks = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
  return fc.tuple(ruleSetOf(stage), ruleSetOf(stage), picks, fc.boolean()).map(([old, other, picked, named]) => {
    const rules = old.spec.rules.map((rule, index) => {
      const { conditions } = other.spec.rules[index % other.spec.rules.length] ?? rule;
      return picked[index] === true ? { ...rule, conditions } : rule;
    });
    const kept = rules.filter((_, index) => index === 0 || picked[39 - index] === true);
    const conditions = named ? (other.spec.conditions ?? {}) : (old.spec.conditions ?? {});
    return [old, { ...old, spec: { ...old.spec, rules: kept, conditions } }] as const;
  });
}

function decisionOf(stage: Stage): fc.Arbitrary<RecordedDecision> {
  return fc.array(snapshotOf(stage), { minLength: 1, maxLength: 4 }).map((snapshots) => {
    const candidates = snapshots.map((facts, index) => ({ agent: `agent-${index}`, excluded: null, facts }));
    return recorded({ facts: snapshots[0] ?? {}, candidates: stage === 'scoring' ? candidates : null });
  });
}

const agree = test.macro({
  exec: (t, stage: Stage) => {
    const seen = { same: 0, flip: 0, unseen: 0 };
    fc.assert(
      fc.property(revisionsOf(stage), decisionOf(stage), ([old, next], decision) => {
        const comparison = prepareReplay(old, next);
        const replayed = replayDecision(comparison, decision);
        deepStrictEqual(replayed, replayDecision({ ...comparison, changedParts: undefined }, decision));
        seen[replayed.kind] += 1;
      }),
      { numRuns: runs, includeErrorInReport: true },
    );
    t.log(`${stage}: ${JSON.stringify(seen)}`);
    t.true(seen.flip > 0);
  },
  title: (_, stage) => `replay: looking at the changed rules alone finds the same flips as judging all (${stage})`,
});

for (const stage of stages) test(agree, stage);
