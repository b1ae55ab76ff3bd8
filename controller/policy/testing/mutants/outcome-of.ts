import { canonicalJson } from '../../../catalog/kinds/digest.ts';
import type { Verdict } from '../../verdict.ts';
import { expectationOf } from '../case-of.ts';

/** All that a case says of a verdict, to compare two of them. */
export function outcomeOf(verdict: Verdict): string {
  return canonicalJson(expectationOf(verdict, { shadow: true, faults: true }));
}
