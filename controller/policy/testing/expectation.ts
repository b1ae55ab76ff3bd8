import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { isRecord, show } from '../conditions/json.ts';
import type { FactValue } from '../facts.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import type { Segments } from '../load/problems.ts';
import type { Divergence, Verdict } from '../verdict.ts';

/** What a case expects: any of the keys of `readings`, and of `shadow` again any of them and `differs`. */
export type Expectation = Readonly<Record<string, unknown>>;

/** Something in a case that is not as it should be, and where: keys and indices below the case. */
export interface CaseFault {
  readonly at: Segments;
  readonly message: string;
}

type Reading = (said: Divergence) => FactValue;

const readings: Readonly<Record<string, Reading>> = {
  none: ({ hits }) => hits.length === 0,
  rule: ({ hits }) => hits[0]?.rule ?? null,
  type: ({ hits }) => hits[0]?.type ?? null,
  rules: ({ hits }) => hits.map((hit) => hit.rule),
  types: ({ hits }) => hits.map((hit) => hit.type),
  params: ({ hits }) => hits[0]?.params ?? null,
  score: ({ score }) => score ?? null,
  faults: ({ faults = [] }) => faults.map((fault) => fault.rule),
};
const keys = [...Object.keys(readings), 'shadow'];
const shadowKeys = [...Object.keys(readings), 'differs'];

/** What rules can say at all: their own names, and the event types of their stage. */
export interface Sayable {
  readonly rules: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
}

/** What is wrong with an expectation itself. */
export function expectationFaults(expect: Expectation, sayable: Sayable, at: Segments): readonly CaseFault[] {
  const { shadow, ...own } = expect;
  const faults = [...keyFaults(expect, keys, at), ...nameFaults(own, sayable, at)];
  if (shadow === undefined) return faults;
  const here = [...at, 'shadow'];
  if (!isRecord(shadow))
    return [...faults, { at: here, message: `expected ${listed(shadowKeys)}, found ${show(shadow)}` }];
  return [...faults, ...keyFaults(shadow, shadowKeys, here), ...nameFaults(shadow, sayable, here)];
}

function nameFaults(expect: Expectation, { rules, types }: Sayable, at: Segments): readonly CaseFault[] {
  const rule = 'a rule of this rule set';
  const type = `one of ${[...types].join(', ')}`;
  return [
    ...unknownNames(expect['rule'], rules, rule, [...at, 'rule']),
    ...unknownNames(expect['rules'], rules, rule, [...at, 'rules']),
    ...unknownNames(expect['faults'], rules, rule, [...at, 'faults']),
    ...unknownNames(expect['type'], types, type, [...at, 'type']),
    ...unknownNames(expect['types'], types, type, [...at, 'types']),
  ];
}

function unknownNames(
  value: unknown,
  known: ReadonlySet<string>,
  expected: string,
  at: Segments,
): readonly CaseFault[] {
  const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string');
  return names
    .filter((name) => !known.has(name))
    .map((name) => ({ at, message: `expected ${expected}, found ${name}${didYouMean(name, known)}` }));
}

function keyFaults(expect: Expectation, known: readonly string[], at: Segments): readonly CaseFault[] {
  const found = Object.keys(expect);
  if (found.length === 0) return [{ at, message: `expected at least ${listed(known)}, found nothing` }];
  return found
    .filter((key) => !known.includes(key))
    .map((key) => ({ at: [...at, key], message: `expected ${listed(known)}, found ${key}${didYouMean(key, known)}` }));
}

function listed(known: readonly string[]): string {
  return `one of ${known.join(', ')}`;
}

/** Where a verdict differs from what was expected of it; the expectation is known to be sound. */
export function differences(expect: Expectation, verdict: Verdict, at: Segments): readonly CaseFault[] {
  return Object.entries(expect).flatMap(([key, expected]) =>
    key === 'shadow' && isRecord(expected)
      ? shadowDifferences(expected, verdict, [...at, key])
      : difference(key, expected, read(key, verdict), verdict, [...at, key]),
  );
}

// Where those in shadow change nothing, they say what the others say.
function shadowDifferences(expect: Expectation, verdict: Verdict, at: Segments): readonly CaseFault[] {
  const said = verdict.shadow ?? verdict;
  return Object.entries(expect).flatMap(([key, expected]) => {
    const found = key === 'differs' ? verdict.shadow !== undefined : read(key, said);
    return difference(`shadow ${key}`, expected, found, said, [...at, key]);
  });
}

function difference(
  what: string,
  expected: unknown,
  found: FactValue,
  said: Divergence,
  at: Segments,
): readonly CaseFault[] {
  if (canonicalJson(expected) === canonicalJson(found)) return [];
  const fired = said.hits.map((hit) => hit.rule).join(', ') || 'none';
  return [{ at, message: `expected ${what} ${show(expected)}, found ${show(found)} (rules that fired: ${fired})` }];
}

function read(key: string, said: Divergence): FactValue {
  return readings[key]?.(said) ?? null;
}
