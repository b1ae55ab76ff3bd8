import type { Slots } from '../compile/fact-slots.ts';
import { roundScore } from '../compile/compile-event.ts';
import type { Divergence, Hit, RuleFault, Verdict } from '../verdict.ts';
import type { JudgedRule, JudgedRules } from './judge-rules.ts';

type Head = Pick<Verdict, 'stage' | 'ruleSet' | 'digest' | 'hitPolicy'>;

interface Outcome {
  readonly hits: readonly Hit[];
  readonly faults: readonly RuleFault[];
}

/** What judged rules come to under the hit policy, and what they would come to with those in shadow enforced. */
export function verdictOf(head: Head, { judged, timers }: JudgedRules, slots: Slots): Verdict {
  if (!judged.some(({ rule }) => rule.shadow)) return withTimers(said(head, outcomeOf(head, judged, slots)), timers);
  const enforced = outcomeOf(
    head,
    judged.filter(({ rule }) => !rule.shadow),
    slots,
  );
  const shadow = divergence(head, judged, slots, enforced);
  const verdict = said(head, enforced);
  return withTimers(shadow === undefined ? verdict : { ...verdict, shadow }, timers);
}

function withTimers(verdict: Verdict, timers: Verdict['timers']): Verdict {
  return timers === undefined ? verdict : { ...verdict, timers };
}

function outcomeOf({ hitPolicy }: Head, judged: readonly JudgedRule[], slots: Slots): Outcome {
  const hits: Hit[] = [];
  const faults: RuleFault[] = [];
  for (const { rule, fault } of judged) {
    if (fault === undefined) hits.push(rule.saying.hit(slots));
    else faults.push({ rule: rule.name, message: fault });
    if (hitPolicy === 'first') break;
  }
  return { hits, faults };
}

function said({ stage, ruleSet, digest, hitPolicy }: Head, { hits, faults }: Outcome): Verdict {
  const scored =
    hitPolicy === 'collect-sum'
      ? { stage, ruleSet, digest, hitPolicy, hits, score: sumScores(hits) }
      : { stage, ruleSet, digest, hitPolicy, hits };
  return faults.length === 0 ? scored : { ...scored, faults };
}

function divergence(
  head: Head,
  judged: readonly JudgedRule[],
  slots: Slots,
  enforced: Outcome,
): Divergence | undefined {
  const all = outcomeOf(head, judged, slots);
  const names = ({ hits, faults }: Outcome): string =>
    JSON.stringify([hits, faults].map((list) => list.map(({ rule }) => rule)));
  if (names(all) === names(enforced)) return undefined;
  const { hits, score, faults } = said(head, all);
  return { hits, ...(score === undefined ? {} : { score }), ...(faults === undefined ? {} : { faults }) };
}

// Rounded once more, since a sum of decimals is not one.
function sumScores(hits: readonly Hit[]): number {
  let sum = 0;
  for (const { score = 0 } of hits) sum += score;
  return roundScore(sum);
}
