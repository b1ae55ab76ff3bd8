import type { RuleTest, RuleTestStep, Stage } from '../../catalog/kinds/rule-set.ts';
import { isFactValue } from '../conditions/json.ts';
import type { Facts, FactValue } from '../facts.ts';
import type { Segments } from '../load/problems.ts';
import { advanceFacts } from '../time/advance-facts.ts';
import { durationMs } from '../time/duration.ts';
import type { RuleBundle, Verdict } from '../verdict.ts';
import { differences, type CaseFault, type Expectation } from './expectation.ts';
import { sampleFacts } from './sample-facts.ts';

/** One evaluation of a case. */
export interface CaseStep {
  /** Keys and indices below the case. */
  readonly at: Segments;
  readonly expect: Expectation | undefined;
  /** The whole snapshot. */
  readonly facts: Facts;
  readonly verdict: Verdict;
}

/**
 * Every evaluation of a case that is sound: the one that it stands for, or those of its series, on a clock of their own.
 * Each step carries on what the rules are to remember, and the facts of the steps before; those that follow the clock move.
 */
export function runCase(
  test: RuleTest,
  { stage, evaluate }: Pick<RuleBundle, 'stage' | 'evaluate'>,
): readonly CaseStep[] {
  const steps: CaseStep[] = [];
  let facts: Facts = { ...sampleFacts(stage), ...factsOf(test.facts) };
  for (const { at, step } of stepsOf(test)) {
    facts = { ...moved(facts, step, stage), ...factsOf(step.facts ?? {}) };
    const verdict = evaluate(facts);
    steps.push({ at, expect: step.expect, facts, verdict });
    if (verdict.timers !== undefined) facts = { ...facts, timers: timersOf(verdict) };
  }
  return steps;
}

/** Where what a case found differs from what it expects; undefined when it came out as told. */
export function failuresOf(steps: readonly CaseStep[]): readonly CaseFault[] {
  return steps.flatMap(({ expect, verdict, at }) =>
    expect === undefined ? [] : differences(expect, verdict, [...at, 'expect']),
  );
}

interface Step {
  readonly at: Segments;
  readonly step: RuleTestStep;
}

function stepsOf({ expect, series }: RuleTest): readonly Step[] {
  if (series === undefined) return [{ at: [], step: expect === undefined ? {} : { expect } }];
  return series.map((step, index) => ({ at: ['series', index], step }));
}

function moved(facts: Facts, { after }: RuleTestStep, stage: Stage): Facts {
  return after === undefined ? facts : advanceFacts(stage, facts, Number(facts['now']) + durationMs(after));
}

// A copy with nothing in it that is not plain data, as a snapshot from the database is.
function timersOf({ timers }: Verdict): FactValue {
  const copy: unknown = JSON.parse(JSON.stringify(timers));
  return isFactValue(copy) ? copy : {};
}

function factsOf(facts: Readonly<Record<string, unknown>>): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, FactValue] => isFactValue(entry[1])),
  );
}
