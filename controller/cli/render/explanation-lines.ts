import type { DecisionExplanationView } from '../../api/explain/explain-decision.ts';
import type { ExplainedRule } from '../../policy/explain/explained-rule.ts';
import { type Line, plain, span } from '../output/span.ts';
import { wrap } from '../output/wrap.ts';
import { changeText } from './change-text.ts';
import { legend, placeText, treeLines } from './condition-lines.ts';
import { faultLines, label, shadowLines, stateText } from './rule-lines.ts';

const hangingIndent = 13;

/** A decision with the tree of every rule; rules that were not true only as far as they came near. */
export function explanationLines(view: DecisionExplanationView, width: number): readonly Line[] {
  const { decision, rules, rulesLeft } = view;
  const near = new Set(view.near);
  const shown = rules.filter(({ rule, outcome }) => outcome !== 'not-true' || near.has(rule));
  const left = rules.length - shown.length + rulesLeft;
  const lines = [
    ...headLines(view),
    ...faultLines(decision.verdict),
    ...shadowLines(decision.verdict),
    ...(view.change === undefined ? [] : [[label('smallest'), span(changeText(view.change))]]),
    ...shown.flatMap((rule) => [plain(''), ...ruleLines(rule)]),
    ...(left > 0 ? [plain(''), [span(`${left} more were not true; their trees are in -o yaml`, 'dim')]] : []),
    ...(rules.length > 0 ? [plain(''), [span(legend, 'dim')]] : []),
  ];
  return lines.flatMap((line) => wrap(line, width, hangingIndent));
}

const sources = {
  'in-force': 'in force',
  kept: 'as it was then; it has changed since',
  missing: 'its text was not kept: only what it said is known',
} as const;

function headLines({ decision, rulesFrom }: DecisionExplanationView): readonly Line[] {
  const { ref, id, subject, fromPhase, toPhase, stage, at, ruleSet, ruleSetDigest, verdict } = decision;
  const move = toPhase === null || toPhase === fromPhase ? stage : `${fromPhase ?? '–'} → ${toPhase}`;
  const said = verdict.hits.map(({ rule, type }) => `${type} (${rule})`).join(', ') || 'nothing: no rule was true';
  return [
    [span(ref, 'bold'), span(`  ${subject}  ${move}`), span(`  ${at}`, 'dim')],
    ...(ref === id ? [] : [[label('decision'), span(id)]]),
    [label('said'), span(said)],
    [label('rule set'), span(`${ruleSet} ${ruleSetDigest.slice(0, 12)}, ${sources[rulesFrom]}`)],
  ];
}

function ruleLines(rule: ExplainedRule): readonly Line[] {
  return [
    [
      span(rule.rule, rule.hit === undefined ? 'plain' : 'accent'),
      span(`  ${stateText(rule)}`),
      span(`  ${placeText(rule)}`, 'dim'),
    ],
    ...(rule.description === undefined ? [] : [[span(`  ${rule.description}`, 'dim')]]),
    ...treeLines(rule.conditions, { indent: 2, isShort: false }),
  ];
}
