import { EntitySchema } from 'typeorm';
import type { Stage } from '../../catalog/kinds/rule-set.ts';
import { moment, primary, reference, text } from './column.ts';

/** Which revision of a rule set was last in force under a name; its body is the blob of that digest (hex). */
export interface RuleSetRow {
  readonly organizationId: string;
  readonly stage: Stage;
  readonly name: string;
  readonly digest: string;
  readonly updatedAt: Date;
}

export const RuleSetEntity = new EntitySchema<RuleSetRow>({
  name: 'ruleSet',
  tableName: 'rule_sets',
  columns: {
    organizationId: primary(reference('organization')),
    stage: primary(text),
    name: primary(text),
    digest: text,
    updatedAt: moment,
  },
});
