import type { WhyNotView } from '../../api/explain/why-not-view.ts';
import type { WantedRule } from '../../policy/explain/explain-wanted.ts';
import type { ExplainedRule } from '../../policy/explain/explained-rule.ts';
import { type Line, plain, span } from '../output/span.ts';
import { wrap } from '../output/wrap.ts';
import { changeText } from './change-text.ts';
import { lackText } from './comparison-text.ts';
import { legend, placeText, treeLines } from './condition-lines.ts';
import { label, stateText } from './rule-lines.ts';

const hangingIndent = 13;
const shownRules = 3;

/** Why something does not happen: the answer, what it would take, and the rules that could say so, with their trees. */
export function whyNotLines(view: WhyNotView, width: number): readonly Line[] {
  const { explanation } = view;
  const lines = [
    answerLine(view),
    ...whenLines(view),
    ...(explanation === undefined ? [] : insteadLines(explanation.instead)),
    ...moveLines(view),
    ...taskLines(view),
    ...changeLines(view),
    [label('rule set'), span(`${view.ruleSet} ${view.ruleSetDigest.slice(0, 12)}`)],
    ...(explanation === undefined ? [] : rulesLines(explanation.rules, view)),
  ];
  return lines.flatMap((line) => wrap(line, width, hangingIndent));
}

function answerLine({ project, task, to, from, answer, stage, explanation }: WhyNotView): Line {
  const name = span(task === null ? project : `${project}/${task}`, 'bold');
  const says = explanation?.rules.find(({ hit }) => hit !== undefined)?.rule;
  if (answer === 'happened') return [name, span(stage === 'phase' ? ` is in ${to}` : `: ${to} was chosen`, 'good')];
  if (answer === 'would-happen')
    return [name, span(` goes to ${to}`, 'good'), span(`: ${says ?? 'a rule'} says so now`)];
  const present = from === null ? '' : stage === 'phase' ? `, it is in ${from}` : `, ${from} was chosen`;
  return [name, span(stage === 'phase' ? ` does not go to ${to}` : `: ${to} was not chosen`, 'warn'), span(present)];
}

function whenLines({ decision, at, rulesFrom }: WhyNotView): readonly Line[] {
  const kept = rulesFrom === 'kept' ? '; the rules have changed since' : '';
  const missing = rulesFrom === 'missing' ? '; the text of its rules was not kept' : '';
  if (decision === null) return [];
  return [[label('explained'), span(`from the last decision about it, ${decision} at ${at}${kept}${missing}`)]];
}

function insteadLines(instead: readonly ExplainedRule[]): readonly Line[] {
  return instead.map((rule) => [
    label('instead'),
    span(rule.rule, 'accent'),
    span(` says ${rule.type}`),
    span(`  ${placeText(rule)}`, 'dim'),
  ]);
}

function moveLines({ move, from, to, answer }: WhyNotView): readonly Line[] {
  if (move === null || answer === 'happened') return [];
  if (move.way === null) return [[label('moves'), span(`no legal moves lead from ${from ?? 'here'} to ${to}`, 'bad')]];
  const way = move.way.length > 2 ? [[label('moves'), span(move.way.join(' → '))]] : [];
  return move.isLegal || move.way.length > 2 ? way : [[label('moves'), span(move.message ?? '', 'warn')]];
}

function taskLines({ openTasks, answer }: WhyNotView): readonly Line[] {
  if (openTasks.length === 0 || answer === 'happened') return [];
  const shown = openTasks.slice(0, 8).map(({ name, phase }) => `${name} (${phase})`);
  const left = openTasks.length > shown.length ? `, and ${openTasks.length - shown.length} more` : '';
  return [[label('open tasks'), span(`${shown.join(', ')}${left}`)]];
}

function changeLines({ explanation, answer }: WhyNotView): readonly Line[] {
  if (explanation === undefined || answer !== 'not-now') return [];
  return [[label('smallest'), span(changeText(explanation.change))]];
}

function rulesLines(rules: readonly WantedRule[], { to, answer }: WhyNotView): readonly Line[] {
  if (rules.length === 0) return [plain(''), plain(`no rule says ${to}`)];
  const shown = answer === 'not-now' ? rules.slice(0, shownRules) : rules.filter(({ hit }) => hit !== undefined);
  const left = rules.length - shown.length;
  return [
    ...shown.flatMap((rule) => [plain(''), ...ruleLines(rule)]),
    ...(left > 0 && answer === 'not-now' ? [plain(''), [span(`${left} more; all with -o yaml`, 'dim')]] : []),
    ...(shown.length > 0 ? [plain(''), [span(legend, 'dim')]] : []),
  ];
}

function ruleLines(rule: WantedRule): readonly Line[] {
  const lacks: Line[] = rule.lacks.map((lack, index) => [
    span(index === 0 ? '  lacks      ' : '             ', 'dim'),
    span(lackText(lack), 'warn'),
  ]);
  return [
    [span(rule.rule, 'accent'), span(`  ${stateText(rule)}`), span(`  ${placeText(rule)}`, 'dim')],
    ...lacks,
    ...treeLines(rule.conditions, { indent: 2, isShort: true }),
  ];
}
