import { type Faultpoint, faultpoints } from '../../controller/faults/faultpoints.ts';
import { type MemberKind } from '../../test/support/cluster/member.ts';

/** Which processes of a cluster are armed for a point, and with what beside it. */
export interface FaultPlan {
  readonly point: Faultpoint;
  readonly armed: readonly MemberKind[];
  /** Armed beside the point in the same processes, so that they come to it. */
  readonly beside: string | undefined;
  /** Armed in the workers, so that the servers have something to take back. */
  readonly workers: string | undefined;
}

const servers: readonly MemberKind[] = ['server', 'beat'];
const workers: readonly MemberKind[] = ['worker'];

// A message is left over when whoever committed it failed to send it.
const leavesMessages = 'commit.committed:throw:2';
// A run is taken back when its worker is gone.
const losesWorker = 'job.opened:kill:2';

/** Points that a relay of its own does not come to: they have tests of their own. */
const apart: readonly string[] = ['dead.', 'pause.', 'upkeep.', 'backup.'];

/** How each point of the matrix is come to. */
export const faultPlans: readonly FaultPlan[] = keysOf(faultpoints)
  .filter((point) => !apart.some((prefix) => point.startsWith(prefix)))
  .map((point) => ({
    point,
    armed: /^(job|run|lease)\./.test(point) ? workers : servers,
    beside: point.startsWith('relay.') ? leavesMessages : undefined,
    workers: point.startsWith('requeue.') ? losesWorker : undefined,
  }));

/** What a process is armed with; undefined when it is left alone. */
export function faultsFor(plan: FaultPlan, kind: MemberKind, nth: number): string | undefined {
  if (!plan.armed.includes(kind)) return kind === 'worker' ? plan.workers : undefined;
  const fault = `${plan.point}:kill:${nth}`;
  return plan.beside === undefined ? fault : `${plan.beside},${fault}`;
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}
