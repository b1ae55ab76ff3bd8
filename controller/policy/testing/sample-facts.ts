import { type Stage } from '../../catalog/kinds/rule-set.ts';
import { type Facts } from '../facts.ts';
import { factRegistry } from '../stages/registry.ts';

/** The sample of every fact of a stage: what the cases of a rule set start from. */
export function sampleFacts(stage: Stage): Facts {
  return Object.fromEntries(Object.entries(factRegistry[stage]).map(([name, { sample }]) => [name, sample]));
}
