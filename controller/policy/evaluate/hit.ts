import { type Rule, type Stage } from '../../catalog/kinds/rule-set.ts';
import { readFact } from '../conditions/condition.ts';
import { isFactValue, isRecord } from '../conditions/json.ts';
import { type FactValue, type Facts } from '../facts.ts';
import { type Hit } from '../verdict.ts';

/** What a true rule says, with the facts that its params refer to in their place. */
export function hitOf(rule: Rule, facts: Facts, stage: Stage): Hit {
  const params = Object.fromEntries(
    Object.entries(rule.event.params ?? {}).map(([name, value]) => [name, resolve(value, facts)]),
  );
  const hit: Hit = { rule: rule.name, type: rule.event.type, params };
  return stage === 'scoring' ? { ...hit, score: scoreOf(params) } : hit;
}

/** The sum of the hits' scores, to six decimals. */
export function sumScores(hits: readonly Hit[]): number {
  return round(hits.reduce((sum, { score = 0 }) => sum + score, 0));
}

function resolve(value: unknown, facts: Facts): FactValue {
  if (isRecord(value) && typeof value['fact'] === 'string') {
    const { fact, path } = value;
    return readFact(facts, typeof path === 'string' ? { fact, path } : { fact });
  }
  return isFactValue(value) ? value : null;
}

// `add` times `times`; a fact that is null (not known) adds nothing.
function scoreOf({ add, times = 1 }: Readonly<Record<string, FactValue>>): number {
  return typeof add === 'number' && typeof times === 'number' ? round(add * times) : 0;
}

// Six decimals hide what binary fractions add; `+ 0` makes of -0 the zero that survives JSON.
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}
