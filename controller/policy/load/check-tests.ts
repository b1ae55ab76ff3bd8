import type { RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import type { Problems } from './problems.ts';

/** Checks that every case says in exactly one way what it expects; whether it is right is asked when it is run. */
export function checkTests({ tests = [] }: RuleSetSpec, problems: Problems): void {
  for (const [index, { name, expect, series }] of tests.entries()) {
    const at = ['tests', index];
    if (expect === undefined && series === undefined) {
      problems.add(at, `expected expect or series, found neither in the case "${name}"`);
    } else if (expect !== undefined && series !== undefined) {
      problems.add([...at, 'series'], `expected either expect or series, found both in the case "${name}"`);
    } else if (series?.every((step) => step.expect === undefined) === true) {
      problems.add([...at, 'series'], `expected at least one step with expect, found none in the case "${name}"`);
    }
  }
}
