import type { ExplainedCondition } from './explained-condition.ts';

/** The facts that were looked at to settle a condition, in the order as they were met. */
export function factsIn(condition: ExplainedCondition): readonly string[] {
  return [...new Set(factsMet(condition))];
}

function factsMet(condition: ExplainedCondition): readonly string[] {
  if (condition.outcome === 'not-evaluated') return [];
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(factsMet);
    case 'not':
    case 'reference':
      return factsMet(condition.of);
    case 'comparison':
      return condition.expectedFact === undefined ? [condition.fact] : [condition.fact, condition.expectedFact];
  }
}
