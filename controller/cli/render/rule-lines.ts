import { formatPlace } from '../../errors/maios-error.ts';
import type { BriefExplanation, ToldRule } from '../../policy/explain/explain-briefly.ts';
import type { RuleOutcome } from '../../policy/explain/explained-rule.ts';
import type { NearMiss } from '../../policy/explain/near-misses.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { ExplainedDecisionView } from '../../store/operations/views/why.ts';
import { printable, printableLine } from '../output/printable.ts';
import { type Line, span } from '../output/span.ts';
import { changeText } from './change-text.ts';
import { lackText } from './comparison-text.ts';

const shownMisses = 2;

/** What the rules of a decision said, what kept others from having the word, and what rules in shadow would have said. */
export function ruleLines({ verdict, stage, explanation, change }: ExplainedDecisionView): readonly Line[] {
  return [
    ...firedLines(verdict, explanation),
    ...faultLines(verdict),
    ...shadowLines(verdict),
    ...(explanation === undefined ? [] : otherLines(explanation, verdict)),
    // Of scores it is not the rules that come near, but the other candidates.
    ...(explanation === undefined || stage === 'scoring' ? [] : missLines(explanation.nearMisses)),
    ...(change?.found === undefined ? [] : [[label('otherwise'), span(changeText(change), 'dim')]]),
  ];
}

function firedLines({ hits }: Verdict, explanation: BriefExplanation | undefined): readonly Line[] {
  if (hits.length === 0) return [[label('rule'), span('none was true')]];
  return hits.map(({ rule, type, score, params }): Line => {
    const more = score !== undefined || Object.keys(params).length === 0 ? '' : `  ${JSON.stringify(params)}`;
    const told = explanation?.rules.find((each) => each.rule === rule);
    return [
      label('rule'),
      span(rule, 'accent'),
      span(` says ${type}${score === undefined ? '' : ` ${signed(score)}`}`),
      span(printable(more), 'dim'),
      span(told?.description === undefined ? '' : `: ${printableLine(told.description)}`),
      span(told === undefined ? '' : `  ${whereText(told)}`, 'dim'),
    ];
  });
}

/** Rules that could not be judged. */
export function faultLines({ faults = [] }: Verdict): readonly Line[] {
  return faults.map(({ rule, message }) => [
    label('fault'),
    span(`${rule} could not be judged: `, 'bad'),
    span(printableLine(message)),
  ]);
}

/** What would have been said with the rules in shadow enforced. */
export function shadowLines({ shadow, hits }: Verdict): readonly Line[] {
  if (shadow === undefined) return [];
  const said = shadow.hits.map(({ rule, type }) => `${type} (${rule})`).join(', ') || 'nothing';
  const score = shadow.score === undefined ? '' : ` ${signed(shadow.score)}`;
  const really = hits.map(({ type }) => type).join(', ') || 'nothing';
  return [[label('shadow'), span(`would say ${said}${score}`, 'warn'), span(` in place of ${really}`)]];
}

// What a rule in shadow would change has been said already.
function otherLines({ rules }: BriefExplanation, { shadow }: Verdict): readonly Line[] {
  const overtaken = rules.filter(({ outcome }) => outcome === 'overtaken').slice(0, 1);
  const told = new Set((shadow?.hits ?? []).map(({ rule }) => rule));
  const others = rules.filter(
    ({ rule, outcome }) => outcome === 'held-back' || outcome === 'kept' || (outcome === 'shadow' && !told.has(rule)),
  );
  return [...overtaken, ...others].map((rule) => [
    label(rule.outcome === 'held-back' ? 'held back' : rule.outcome),
    span(`${rule.rule}  ${stateText(rule)}`, 'dim'),
  ]);
}

function missLines(misses: readonly NearMiss[]): readonly Line[] {
  return misses
    .slice(0, shownMisses)
    .map(({ rule, lacks }) => [
      label('not true'),
      span(`${rule}  ${lacks.map((lack) => lackText(lack)).join(' · ')}`, 'dim'),
    ]);
}

const states: Readonly<Record<RuleOutcome, (rule: ToldRule) => string>> = {
  fired: ({ type }) => `says ${type}`,
  kept: ({ type, timer }) => `says ${type}, kept${timer?.until === undefined ? '' : ` until ${timeText(timer.until)}`}`,
  overtaken: () => 'was true, of lower priority',
  shadow: ({ type, timer }) => `would say ${type}, true${sinceText(timer)}`,
  'held-back': ({ timing, timer }) => `true${sinceText(timer)}, counts ${heldText(timing, timer?.onsets?.length ?? 0)}`,
  'not-true': () => 'was not true',
  fault: ({ fault }) => `could not be judged: ${printableLine(fault ?? '')}`,
};

/** What a rule says, what it waits for, or what came before it. */
export function stateText(rule: ToldRule): string {
  return states[rule.outcome](rule);
}

function sinceText(timer: ToldRule['timer']): string {
  return timer?.since === undefined ? '' : ` since ${timeText(timer.since)}`;
}

function heldText(timing: ToldRule['timing'], onsets: number): string {
  const { for: held, rate } = timing ?? {};
  const often = rate === undefined ? [] : [`at ${rate.times} times within ${rate.within} (${onsets} by now)`];
  return [...(held === undefined ? [] : [`after ${held}`]), ...often].join(' and ');
}

/** Where a rule is written: its line, or its place in the rule set. */
export function whereText({ place, at }: Pick<ToldRule, 'place' | 'at'>): string {
  return place === undefined ? at : formatPlace(place);
}

/** A time as people and programs read it. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** A score with its sign, to two decimals. */
export function signed(score: number): string {
  const rounded = Math.round(score * 100) / 100;
  return rounded > 0 ? `+${rounded}` : String(rounded);
}

/** What stands before a line about a decision. */
export function label(text: string) {
  return span(`  ${text.padEnd(11)}`, 'dim');
}
