import { stages, type Stage } from '../../catalog/kinds/rule-set.ts';
import type { Facts } from '../facts.ts';
import { deepFreeze } from '../freeze.ts';
import { factRegistry } from '../stages/registry.ts';

const samples = new Map(stages.map((stage) => [stage, deepFreeze(samplesOf(stage))]));

/** The sample of every fact of a stage: what the cases of a rule set start from. */
export function sampleFacts(stage: Stage): Facts {
  return samples.get(stage) ?? samplesOf(stage);
}

function samplesOf(stage: Stage): Facts {
  return Object.fromEntries(
    Object.entries(factRegistry[stage]).map(([name, { sample }]) => [name, structuredClone(sample)]),
  );
}
