import type { TaskRow } from '../../store/entities/task.ts';
import { checkout, type Checkout } from './checkout.ts';
import type { RunSession } from '../session/run-session.ts';

/** The files that a run works on, checked out when they are first needed: a run that touches none costs no folder and no git. */
export interface Workplace {
  open(): Promise<Checkout>;
  /** Whether there is anything to snapshot, to prove or to bring to main. */
  readonly opened: boolean;
}

export function workplaceOf(session: RunSession): Workplace {
  let opening: Promise<Checkout> | undefined;
  return {
    get opened() {
      return opening !== undefined;
    },
    open: () => (opening ??= checkout(session)),
  };
}

/** Whether there are files before the first call: handed over by an earlier attempt, left by an interrupted one, or to be reviewed. */
export function beginsWithFiles({ work, lastEpoch }: RunSession, task: TaskRow): boolean {
  const { run } = work;
  return (
    lastEpoch !== undefined ||
    run.baseCommit !== null ||
    task.baseCommit !== null ||
    typeof run.context.reviewed?.commit === 'string'
  );
}
