import { opaqueIn, wholeSpace, type Region } from '../../regions/region.ts';
import { wordsOf } from '../../regions/words.ts';
import type { Budget } from '../budget.ts';
import { counterexampleIn } from '../counterexample.ts';
import type { Finding } from '../finding.ts';
import { firstUncovered } from '../first-uncovered.ts';
import { speaksAtOnce, type LintView } from '../lint-view.ts';

/** What silence means, in the stages where it is a gap. */
const silence = new Map([
  ['escalation', 'a person is asked'],
  ['permission', 'the call is denied'],
]);

const mostGaps = 3;

/** Facts of which no rule says anything, in stages where something has to be said. */
export function findUncovered(view: LintView, budget: Budget): readonly Finding[] {
  const meaning = silence.get(view.spec.stage);
  if (meaning === undefined) return [];
  const covered = view.rules.flatMap((rule) => (speaksAtOnce(rule) ? (rule.regions ?? []) : []));
  const findings: Finding[] = [];
  while (findings.length < mostGaps) {
    const gap = firstUncovered(wholeSpace, covered, budget);
    if (gap === undefined) return findings;
    const found = gap === 'unknown' ? undefined : finding(view, gap, meaning);
    if (found === undefined || gap === 'unknown') return [...findings, notAnalysed(view, gap)];
    findings.push(found);
    covered.push(gap);
  }
  return findings;
}

function finding(view: LintView, gap: Region, meaning: string): Finding | undefined {
  const counterexample = counterexampleIn(
    view,
    [gap],
    `no rule says anything where ${wordsOf(gap)}`,
    ({ hits }) => hits.length === 0,
  );
  if (counterexample === undefined) return undefined;
  return {
    check: 'uncovered',
    severity: 'warning',
    ruleSet: view.name,
    at: ['rules'],
    message: `no rule says anything where ${wordsOf(gap)}; then ${meaning}`,
    counterexample,
  };
}

function notAnalysed(view: LintView, gap: Region | 'unknown'): Finding {
  const reason = gap === 'unknown' ? 'the rules overlap in too many ways' : opaqueIn(gap).join(', ') || wordsOf(gap);
  return {
    check: 'not-analysed',
    severity: 'info',
    ruleSet: view.name,
    at: ['rules'],
    message: `whether the rules say something of all facts was not analysed to the end: ${reason}`,
  };
}
