import { judgeCondition } from '../conditions/judge-condition.ts';
import type { Facts } from '../facts.ts';
import type { ParsedRule } from '../load/parse-rule-set.ts';
import type { Hit } from '../verdict.ts';
import { differingParts, type RuleChanges } from './changed-rules.ts';
import type { RuleCause, RuleSide, ScoreCause } from './flip.ts';
import type { Revision } from './revision.ts';
import { turnedComparison, type Tree } from './turned-comparison.ts';

/** Both revisions of a rule set, and what lies between them. */
export interface RevisionPair {
  readonly before: Revision;
  readonly after: Revision;
  readonly changes: RuleChanges;
}

/** Of the rules named, those that changed: how, and which comparison settled them then and now. */
export function findCauses(pair: RevisionPair, names: readonly (string | null)[], facts: Facts): readonly RuleCause[] {
  const changed = [...new Set(names)].flatMap((name) => (name === null ? [] : (causeOf(pair, name, facts) ?? [])));
  // A rule whose truth turned says more than one that only made room for another.
  const turned = changed.filter(({ was, now }) => was?.holds !== now?.holds);
  return turned.length > 0 ? turned : changed;
}

/** Where the contributions to a score differ. */
export function compareScores(agent: string, [was = nothing, now = nothing]: readonly ScoredHits[]): ScoreCause {
  const names = [...new Set([...was.hits, ...now.hits].map(({ rule }) => rule))];
  const rules = names
    .map((rule) => ({ rule, was: scoreIn(was.hits, rule), now: scoreIn(now.hits, rule) }))
    .filter((each) => each.was !== each.now);
  return { agent, was: was.score, now: now.score, rules };
}

export interface ScoredHits {
  readonly score: number;
  readonly hits: readonly Hit[];
}

const nothing: ScoredHits = { score: 0, hits: [] };

function causeOf({ before, after, changes }: RevisionPair, name: string, facts: Facts): RuleCause | undefined {
  const change = changes.get(name);
  if (change === undefined) return undefined;
  const old = before.rules.get(name);
  const next = after.rules.get(name);
  return {
    rule: name,
    change,
    parts: old === undefined || next === undefined ? [] : differingParts(old, next),
    ...sidesOf(old, before, next, after, facts),
  };
}

function sidesOf(
  old: ParsedRule | undefined,
  before: Revision,
  next: ParsedRule | undefined,
  after: Revision,
  facts: Facts,
): Pick<RuleCause, 'was' | 'now'> {
  const was = old === undefined ? undefined : sideOf(old, before, facts);
  const now = next === undefined ? undefined : sideOf(next, after, facts);
  if (old === undefined || next === undefined || was?.comparison === undefined || now?.comparison === undefined) {
    return { ...(was === undefined ? {} : { was }), ...(now === undefined ? {} : { now }) };
  }
  const [then, since] = turnedComparison(treeOf(old, before), treeOf(next, after), facts);
  return { was: { ...was, ...then }, now: { ...now, ...since } };
}

function sideOf(rule: ParsedRule, revision: Revision, facts: Facts): RuleSide {
  const { condition, named } = treeOf(rule, revision);
  try {
    const { holds, witness } = judgeCondition(condition, facts, named);
    return { holds, at: condition.at, comparison: witness };
  } catch (cause) {
    return { holds: false, at: condition.at, fault: cause instanceof Error ? cause.message : String(cause) };
  }
}

function treeOf({ condition }: ParsedRule, { parsed }: Revision): Tree {
  return { condition, named: parsed.named };
}

function scoreIn(hits: readonly Hit[], rule: string): number | null {
  return hits.find((hit) => hit.rule === rule)?.score ?? null;
}
