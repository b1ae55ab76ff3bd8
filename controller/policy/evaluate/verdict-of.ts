import { type Facts } from '../facts.ts';
import { type Divergence, type Hit, type RuleFault, type Verdict } from '../verdict.ts';
import { hitOf, sumScores } from './hit.ts';
import { type JudgedRule, type JudgedRules } from './judge-rules.ts';

type Head = Pick<Verdict, 'stage' | 'ruleSet' | 'digest' | 'hitPolicy'>;

interface Outcome {
  readonly hits: readonly Hit[];
  readonly faults: readonly RuleFault[];
}

/** What judged rules come to under the hit policy, and what they would come to with those in shadow enforced. */
export function verdictOf(head: Head, { judged, timers }: JudgedRules, facts: Facts): Verdict {
  const enforced = outcomeOf(
    head,
    judged.filter(({ rule }) => !rule.shadow),
    facts,
  );
  const shadow = judged.some(({ rule }) => rule.shadow) ? divergence(head, judged, facts, enforced) : undefined;
  return {
    ...head,
    ...said(head, enforced),
    ...(shadow === undefined ? {} : { shadow }),
    ...(timers === undefined ? {} : { timers }),
  };
}

function outcomeOf({ hitPolicy, stage }: Head, judged: readonly JudgedRule[], facts: Facts): Outcome {
  const hits: Hit[] = [];
  const faults: RuleFault[] = [];
  for (const { rule, fault } of judged) {
    if (fault === undefined) hits.push(hitOf(rule.rule, facts, stage));
    else faults.push({ rule: rule.rule.name, message: fault });
    if (hitPolicy === 'first') break;
  }
  return { hits, faults };
}

function said({ hitPolicy }: Head, { hits, faults }: Outcome): Divergence {
  return {
    hits,
    ...(hitPolicy === 'collect-sum' ? { score: sumScores(hits) } : {}),
    ...(faults.length === 0 ? {} : { faults }),
  };
}

function divergence(
  head: Head,
  judged: readonly JudgedRule[],
  facts: Facts,
  enforced: Outcome,
): Divergence | undefined {
  const all = outcomeOf(head, judged, facts);
  const names = ({ hits, faults }: Outcome): string =>
    JSON.stringify([hits, faults].map((list) => list.map(({ rule }) => rule)));
  return names(all) === names(enforced) ? undefined : said(head, all);
}
