import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import type { Rule, RuleSetSpec } from '../../../controller/catalog/kinds/rule-set.ts';
import { readFact } from '../../../controller/policy/conditions/condition.ts';
import { isRecord } from '../../../controller/policy/conditions/json.ts';
import { judgeCondition } from '../../../controller/policy/conditions/judge-condition.ts';
import type { FactValue, Facts } from '../../../controller/policy/facts.ts';
import { parseRuleSet } from '../../../controller/policy/load/parse-rule-set.ts';
import { stepTimer } from '../../../controller/policy/time/step-timer.ts';
import { timingOf } from '../../../controller/policy/time/timing.ts';
import type { Timer } from '../../../controller/policy/timers.ts';
import type { Hit, RuleFault } from '../../../controller/policy/verdict.ts';

/** What the conditions of a rule came to by themselves. */
export interface Plain {
  readonly rule: Rule;
  readonly truth: boolean | Error;
}

/** Every rule in the order of judgement, its conditions walked as a tree: no closures, no index, nothing known before. */
export function judgePlainly(resource: RuleSetResource, facts: Facts): readonly Plain[] {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) throw parsed.problems[0] ?? new Error('expected a problem');
  return parsed.rules
    .map(({ rule, condition }) => ({
      rule,
      truth: truthOf(() => judgeCondition(condition, facts, parsed.named).holds),
    }))
    .toSorted((a, b) => (b.rule.priority ?? 1) - (a.rule.priority ?? 1));
}

function truthOf(judge: () => boolean): boolean | Error {
  try {
    return judge();
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

/** What a verdict has to say, worked out in the plainest way; the head of it left out. */
export function expectedVerdict({ spec }: RuleSetResource, judged: readonly Plain[], facts: Facts): object {
  const timers: Record<string, Timer> = {};
  const active = judged.flatMap((plain) => (isActive(plain, facts, timers) ? [plain] : []));
  const all = outcome(spec, active, facts);
  const enforced = outcome(
    spec,
    active.filter(({ rule }) => rule.mode !== 'shadow'),
    facts,
  );
  // Only the phase stage has the fact that keeps it.
  const remembers = spec.stage === 'phase' && spec.rules.some((rule) => timingOf(rule) !== undefined);
  return {
    ...enforced,
    ...(namesIn(all) === namesIn(enforced) ? {} : { shadow: all }),
    ...(remembers ? { timers } : {}),
  };
}

function isActive({ rule, truth }: Plain, facts: Facts, timers: Record<string, Timer>): boolean {
  const timing = timingOf(rule);
  if (timing === undefined) return truth !== false;
  const known = facts['timers'];
  const remembered = isRecord(known) ? known[rule.name] : undefined;
  const before: Timer = isRecord(remembered) ? remembered : {};
  if (truth instanceof Error) {
    timers[rule.name] = before;
    return true;
  }
  const { active, timer } = stepTimer(timing, truth, before, Number(facts['now']));
  if (timer !== undefined) timers[rule.name] = timer;
  return active;
}

interface Outcome {
  readonly hits: readonly Hit[];
  readonly score?: number;
  readonly faults?: readonly RuleFault[];
}

function outcome({ hitPolicy, stage }: RuleSetSpec, active: readonly Plain[], facts: Facts): Outcome {
  const counted = hitPolicy === 'first' ? active.slice(0, 1) : active;
  const hits = counted.flatMap(({ rule, truth }) => (truth instanceof Error ? [] : [hitOf(rule, facts, stage)]));
  const faults = counted.flatMap(({ rule, truth }) =>
    truth instanceof Error ? [{ rule: rule.name, message: truth.message }] : [],
  );
  const score = rounded(hits.reduce((sum, hit) => sum + (hit.score ?? 0), 0));
  return {
    hits,
    ...(hitPolicy === 'collect-sum' ? { score } : {}),
    ...(faults.length === 0 ? {} : { faults }),
  };
}

function hitOf({ name, event }: Rule, facts: Facts, stage: RuleSetSpec['stage']): Hit {
  const params = Object.fromEntries(
    Object.entries(event.params ?? {}).map(([key, value]) => [key, resolved(value, facts)]),
  );
  const hit = { rule: name, type: event.type, params };
  if (stage !== 'scoring') return hit;
  const { add, times = 1 } = params;
  return { ...hit, score: typeof add === 'number' && typeof times === 'number' ? rounded(add * times) : 0 };
}

function resolved(value: unknown, facts: Facts): FactValue {
  if (isRecord(value) && typeof value['fact'] === 'string') {
    const { fact, path } = value;
    return readFact(facts, typeof path === 'string' ? { fact, path } : { fact });
  }
  return JSON.parse(JSON.stringify(value)) as FactValue;
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}

function namesIn({ hits, faults = [] }: Outcome): string {
  return [...hits, ...faults].map(({ rule }) => rule).join();
}
