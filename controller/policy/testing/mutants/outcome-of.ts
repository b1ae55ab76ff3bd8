import { canonicalJson } from '../../../catalog/kinds/digest.ts';
import { type Verdict } from '../../verdict.ts';

/** All that a case can expect of a verdict, to compare two of them. */
export function outcomeOf({ hits, score, faults, shadow }: Verdict): string {
  return canonicalJson({ hits, score: score ?? null, faults: faults ?? [], shadow: shadow ?? null });
}
