import { MaiosError } from '../../errors/maios-error.ts';
import type { RuleSetReading } from '../rules/read-rule-sets.ts';

/** The same reading, with a problem for each rule set whose stage another one of the list decides already. */
export function oneAStage({ ruleSets, problems }: RuleSetReading): RuleSetReading {
  const first = new Map<string, string>();
  const doubles = ruleSets.flatMap(({ resource, locate }) => {
    const { stage } = resource.spec;
    const { name } = resource.metadata;
    const other = first.get(stage);
    if (other === undefined) {
      first.set(stage, name);
      return [];
    }
    const message = `RuleSet/${name} spec.stage: expected one rule set for the stage ${stage}, found ${other} as well`;
    return [new MaiosError('SPEC_INVALID', message, { place: locate(['spec', 'stage']), fix: 'Name one of the two.' })];
  });
  return { ruleSets, problems: [...problems, ...doubles] };
}
