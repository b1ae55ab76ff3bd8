import { canonicalJson } from '../../catalog/kinds/digest.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Rule } from '../../catalog/kinds/rule-set.ts';
import type { Facts } from '../facts.ts';
import { loadRuleSet } from '../load-rule-set.ts';
import { createReferenceEvaluator } from '../reference/reference-evaluator.ts';
import type { RuleBundle, Verdict } from '../verdict.ts';
import type { CheckedDecision, RulesDifference } from './checked-decision.ts';

/** Holds decisions of one rule set against what made them. */
export interface Checker {
  /**
   * The decision evaluated anew by our own evaluator, whose verdict must be the recorded one byte for byte, and by
   * json-rules-engine, whose truth of every rule must be ours. Fails where the facts are not those of this version.
   */
  check(decision: CheckedDecision): Promise<RulesDifference | undefined>;
}

/** undefined when this version does not take the rule set any more. */
export function createChecker(resource: RuleSetResource): Checker | undefined {
  const { bundle } = loadRuleSet(resource);
  const { bundle: plain } = loadRuleSet(plainRules(resource));
  if (bundle === undefined || plain === undefined) return undefined;
  const reference = createReferenceEvaluator(resource.spec);

  const disagreement = async (facts: Facts): Promise<string | undefined> => {
    const ours = truthOf(plain, facts);
    for (const [rule, theirs] of await reference.judge(facts)) {
      // It judges all members of a group, and fails by one that a member before it has settled; we stop there.
      if (theirs instanceof Error) continue;
      const own = ours.get(rule) ?? false;
      if (own !== theirs) return `rule ${rule}: json-rules-engine says ${theirs}, maios ${own}`;
    }
    return undefined;
  };

  return {
    async check(decision) {
      const { facts, candidates } = decision;
      const told = verdictProblem(bundle, decision) ?? candidatesProblem(bundle, candidates);
      if (told !== undefined) return differenceOf(decision, 'verdict', told);
      for (const snapshot of [facts, ...otherFacts(decision)]) {
        const message = await disagreement(snapshot);
        if (message !== undefined) return differenceOf(decision, 'reference', message);
      }
      return undefined;
    },
  };
}

// Every rule by itself: no hit policy that stops at the first, nothing that remembers, nothing in shadow.
function plainRules({ spec, ...resource }: RuleSetResource): RuleSetResource {
  const rules = spec.rules.map(({ for: _for, keepFor: _keep, rate: _rate, mode: _mode, ...rule }): Rule => rule);
  const hitPolicy = spec.stage === 'scoring' ? 'collect-sum' : 'collect';
  return { ...resource, spec: { ...spec, hitPolicy, rules } };
}

function truthOf(plain: RuleBundle, facts: Facts): ReadonlyMap<string, true | 'fault'> {
  const { hits, faults = [] } = plain.evaluate(facts);
  const truth = new Map<string, true | 'fault'>();
  for (const { rule } of hits) truth.set(rule, true);
  for (const { rule } of faults) truth.set(rule, 'fault');
  return truth;
}

function verdictProblem(bundle: RuleBundle, { digest, facts, verdict: recorded }: CheckedDecision): string | undefined {
  // Another version may have named the same revision by more or by less of it.
  const evaluated: Verdict = { ...bundle.evaluate(facts), digest };
  if (canonicalJson(evaluated) === canonicalJson(recorded)) return undefined;
  const then: Readonly<Record<string, unknown>> = { ...recorded };
  const now: Readonly<Record<string, unknown>> = { ...evaluated };
  const part = [...Object.keys(now), ...Object.keys(then)].find(
    (key) => canonicalJson(now[key]) !== canonicalJson(then[key]),
  );
  const [expected, found] = [now, then].map((verdict) => (part === undefined ? '' : cut(canonicalJson(verdict[part]))));
  return `${part} of the verdict: expected ${expected}, found ${found}`;
}

function candidatesProblem(bundle: RuleBundle, candidates: CheckedDecision['candidates']): string | undefined {
  for (const { agent, score, hits, facts } of candidates ?? []) {
    if (facts === null || score === null) continue;
    const verdict = bundle.evaluate(facts);
    const expected = canonicalJson([verdict.score ?? 0, verdict.hits]);
    const found = canonicalJson([score, hits]);
    if (expected !== found) return `candidate ${agent}: expected ${cut(expected)}, found ${cut(found)}`;
  }
  return undefined;
}

// The first of the table is the one that the decision itself is about.
function otherFacts({ candidates }: CheckedDecision): readonly Facts[] {
  return (candidates ?? []).flatMap(({ facts }) => (facts === null ? [] : [facts])).slice(1);
}

function differenceOf(
  { id, projectId, subject, ruleSet }: CheckedDecision,
  kind: RulesDifference['kind'],
  message: string,
): RulesDifference {
  return { decision: id, projectId, subject, ruleSet, kind, message };
}

function cut(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`;
}
