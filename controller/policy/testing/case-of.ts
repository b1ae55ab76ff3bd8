import type { RuleTest } from '../../catalog/kinds/rule-set.ts';
import type { Facts } from '../facts.ts';
import type { Divergence, Verdict } from '../verdict.ts';
import { changedFacts } from './changed-facts.ts';
import type { Expectation } from './expectation.ts';

/** What a case says something about even where there is none of it. */
export interface Watched {
  readonly shadow?: boolean;
  readonly faults?: boolean;
}

/** A case that says of some facts what the rules say of them now; `base` is what cases start from. */
export function caseOf(name: string, facts: Facts, verdict: Verdict, base: Facts, watched: Watched = {}): RuleTest {
  const expect = { ...expectationOf(verdict, watched) };
  return { name: caseName(name), facts: { ...changedFacts(facts, base) }, expect };
}

// What a rule set takes.
const longestName = 200;

/** A name that is short enough for a case. */
export function caseName(text: string): string {
  return text.length <= longestName ? text : `${text.slice(0, longestName - 1).toWellFormed()}…`;
}

/** What a verdict says, as a case expects it. */
export function expectationOf(verdict: Verdict, watched: Watched = {}): Expectation {
  const { hitPolicy, shadow } = verdict;
  const said = saidBy(verdict, hitPolicy, watched);
  if (shadow !== undefined) return { ...said, shadow: saidBy(shadow, hitPolicy, watched) };
  return watched.shadow === true ? { ...said, shadow: { differs: false } } : said;
}

/** What a case has to watch so as not to take this verdict for one that has none of it. */
export function watchedIn({ shadow, faults }: Verdict): Watched {
  return { shadow: shadow !== undefined, faults: faults !== undefined || shadow?.faults !== undefined };
}

function saidBy({ hits, score, faults }: Divergence, hitPolicy: Verdict['hitPolicy'], watched: Watched): Expectation {
  return {
    ...(score === undefined ? {} : { score }),
    ...hitsSaid(hits, hitPolicy),
    ...(faults === undefined && watched.faults !== true ? {} : { faults: (faults ?? []).map(({ rule }) => rule) }),
  };
}

function hitsSaid(hits: Divergence['hits'], hitPolicy: Verdict['hitPolicy']): Expectation {
  const [hit] = hits;
  if (hitPolicy === 'first') return hit === undefined ? { none: true } : { rule: hit.rule, type: hit.type };
  const rules = hits.map(({ rule }) => rule);
  // Of scores there is one type alone.
  return hitPolicy === 'collect' ? { rules, types: hits.map(({ type }) => type) } : { rules };
}
