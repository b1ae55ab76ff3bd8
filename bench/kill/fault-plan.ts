import { type Faultpoint, faultpoints } from '../../controller/faults/faultpoints.ts';

/** Who comes to a point: those that may lead and answer, those that work, or a restore, which is a process of its own. */
export type Role = 'servers' | 'workers' | 'restore';

/** What happens beside the project of a round, so that a process comes to its points. */
export type Meanwhile = 'poison' | 'pause' | 'expire' | 'back-up' | 'new-leader';

/** How the processes of a cluster come to a point. */
export interface FaultPlan {
  readonly point: Faultpoint;
  readonly role: Role;
  readonly meanwhile?: Meanwhile;
  /** Armed beside the point in the same processes. */
  readonly beside?: string;
  /** Whether a worker has to lose a run for it in the same round; never: the round has losses enough. */
  readonly loses?: 'needed' | 'never';
}

// A message is left over when whoever committed it failed to send it.
const leavesMessages = 'commit.committed:throw:2';

const ways: readonly (readonly [begins: string, way: Omit<FaultPlan, 'point'>])[] = [
  ['job.', { role: 'workers' }],
  ['run.', { role: 'workers' }],
  ['lease.', { role: 'workers' }],
  ['relay.', { role: 'servers', beside: leavesMessages }],
  ['requeue.', { role: 'servers', loses: 'needed' }],
  ['dead.', { role: 'servers', meanwhile: 'poison', loses: 'never' }],
  ['pause.', { role: 'servers', meanwhile: 'pause' }],
  ['upkeep.', { role: 'servers', meanwhile: 'expire' }],
  ['lead.', { role: 'servers', meanwhile: 'new-leader' }],
  ['backup.', { role: 'servers', meanwhile: 'back-up' }],
  ['restore.', { role: 'restore', meanwhile: 'back-up' }],
  ['', { role: 'servers' }],
];

/** Every named point, and how it is come to. */
export const faultPlans: readonly FaultPlan[] = keysOf(faultpoints).map((point) => {
  const [, way] = ways.find(([begins]) => point.startsWith(begins)) ?? [];
  return { point, role: 'servers', ...way };
});

/** Whether a worker that dies there has a run that somebody else must take. */
export function losesRun({ point, role }: FaultPlan): boolean {
  return role === 'workers' && !['job.received', 'run.finished', 'job.finished'].includes(point);
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}
