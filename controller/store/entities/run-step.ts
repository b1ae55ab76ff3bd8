import { EntitySchema } from 'typeorm';
import type { StepKind } from '../../events/event.ts';
import { bytes, integer, moment, nullable, primary, text, uuid } from './column.ts';

/** One step of a run, append only; its body is a blob. */
export interface RunStepRow {
  readonly runId: string;
  readonly n: number;
  readonly organizationId: string;
  readonly epoch: number;
  readonly kind: StepKind;
  readonly label: string | null;
  readonly bodySha256: Buffer;
  readonly at: Date;
}

export const RunStepEntity = new EntitySchema<RunStepRow>({
  name: 'run_step',
  tableName: 'run_steps',
  columns: {
    runId: primary(uuid),
    n: primary(integer),
    organizationId: uuid,
    epoch: integer,
    kind: text,
    label: nullable(text),
    bodySha256: bytes,
    at: moment,
  },
});
