import { EntitySchema } from 'typeorm';
import type { AnyResource } from '../../catalog/kinds/kinds.ts';
import type { Condition } from '../condition.ts';
import { integer, json, moment, primary, reference, text, uuid } from './column.ts';

/** A declared resource: the last good document of its name. */
export interface ResourceRow {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly revision: string;
  readonly digest: string;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly document: AnyResource;
  readonly conditions: readonly Condition[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const ResourceEntity = new EntitySchema<ResourceRow>({
  name: 'resource',
  tableName: 'resources',
  columns: {
    id: primary(uuid),
    organizationId: reference('organization'),
    kind: text,
    name: text,
    source: text,
    revision: text,
    digest: text,
    generation: integer,
    observedGeneration: { ...integer, default: 0 },
    document: json,
    conditions: { ...json, default: [] },
    createdAt: moment,
    updatedAt: moment,
  },
  uniques: [{ columns: ['organizationId', 'kind', 'name'] }],
  indices: [
    {
      name: 'resources_waiting',
      columns: ['organizationId', 'updatedAt', 'name'],
      where: `kind = 'Project' AND conditions @> '[{"reason": "Overloaded"}]'`,
    },
  ],
});
