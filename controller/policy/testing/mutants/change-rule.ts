import type { Rule, Stage } from '../../../catalog/kinds/rule-set.ts';
import { isRecord } from '../../conditions/json.ts';
import { eventTypes } from '../../load/check-event.ts';
import type { Segments } from '../../load/problems.ts';
import { stepOf } from '../step-of.ts';
import type { Change } from './change.ts';

/** A change of a rule besides its conditions, with its place below the rule. */
export interface RuleChange extends Change<Rule> {
  readonly at: Segments;
}

/** What a rule says, how much it adds, and how long it waits: each a little otherwise. */
export function ruleChanges(rule: Rule, stage: Stage): readonly RuleChange[] {
  return [...(stage === 'scoring' ? scoreChanges(rule) : typeChanges(rule, stage)), ...timeChanges(rule)];
}

function typeChanges(rule: Rule, stage: Stage): readonly RuleChange[] {
  const types = eventTypes[stage];
  const other = types[(types.indexOf(rule.event.type) + 1) % types.length];
  if (other === undefined || other === rule.event.type) return [];
  const to = { ...rule, event: { ...rule.event, type: other } };
  return [{ to, what: `event ${rule.event.type} → ${other}`, at: ['event', 'type'] }];
}

function scoreChanges(rule: Rule): readonly RuleChange[] {
  const { params = {} } = rule.event;
  const name = isRecord(params['add']) ? 'times' : 'add';
  const value = params[name] ?? 1;
  if (typeof value !== 'number') return [];
  return [value + stepOf(value), -value]
    .filter((other) => other !== value)
    .map((other) => ({
      to: { ...rule, event: { ...rule.event, params: { ...params, [name]: other } } },
      what: `${name} ${value} → ${other}`,
      at: ['event', 'params', name],
    }));
}

function timeChanges(rule: Rule): readonly RuleChange[] {
  const { for: held, keepFor, rate, ...rest } = rule;
  const times = { ...(held === undefined ? {} : { for: held }), ...(keepFor === undefined ? {} : { keepFor }) };
  return [
    ...durationChanges(rule, 'for', held),
    ...durationChanges(rule, 'keepFor', keepFor),
    ...(rate === undefined ? [] : rateChanges({ ...rest, ...times }, rate)),
  ];
}

function durationChanges(rule: Rule, name: 'for' | 'keepFor', text: string | undefined): readonly RuleChange[] {
  if (text === undefined) return [];
  const { [name]: gone, ...without } = rule;
  const { amount, unit } = partsOf(text);
  return [
    { to: without, what: `without ${name} ${gone}`, at: [name] },
    ...[amount - 1, amount + 1]
      .filter((other) => other > 0)
      .map((other) => `${other}${unit}`)
      .map((other) => ({ to: { ...rule, [name]: other }, what: `${name} ${text} → ${other}`, at: [name] })),
  ];
}

function partsOf(text: string): { readonly amount: number; readonly unit: string } {
  const amount = Number.parseInt(text, 10);
  return { amount, unit: text.slice(String(amount).length) };
}

function rateChanges(without: Rule, rate: NonNullable<Rule['rate']>): readonly RuleChange[] {
  const times = [rate.times - 1, rate.times + 1].filter((other) => other > 0);
  const { amount, unit } = partsOf(rate.within);
  const windows = [amount - 1, amount + 1].filter((other) => other > 0).map((other) => `${other}${unit}`);
  return [
    { to: without, what: `without rate ${rate.times} within ${rate.within}`, at: ['rate'] },
    ...times.map((other) => ({
      to: { ...without, rate: { ...rate, times: other } },
      what: `rate times ${rate.times} → ${other}`,
      at: ['rate', 'times'],
    })),
    ...windows.map((other) => ({
      to: { ...without, rate: { ...rate, within: other } },
      what: `rate within ${rate.within} → ${other}`,
      at: ['rate', 'within'],
    })),
  ];
}
