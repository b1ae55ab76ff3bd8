import { faultpoint } from '../../faults/faultpoint.ts';
import { entombProject } from '../../store/operations/retention/entomb-project.ts';
import { expiredProjects } from '../../store/operations/retention/expired-projects.ts';
import { removeProject } from '../../store/operations/retention/remove-project.ts';
import { removeRecords } from '../../store/operations/retention/remove-records.ts';
import { count } from '../count.ts';
import type { Duty, House } from '../duty.ts';

const dayMs = 86_400_000;
const projectsAPass = 20;
/** So that no transaction holds anybody up for long. */
const rowsATransaction = 1000;

/** Finished projects are kept for `retention.days` of the Organization; without that, for ever. */
export const removeExpiredProjects: Duty = {
  name: 'expired projects',
  async pass(house) {
    const days = retentionDays(house);
    if (days === undefined) return {};
    const endedBefore = house.store.clock.now() - days * dayMs;
    const ids = await house.store.transaction((tx) =>
      expiredProjects(tx, house.scope, { endedBefore, limit: projectsAPass }),
    );
    faultpoint('upkeep.selected');
    let removed = 0;
    for (const id of ids) {
      if (house.signal.aborted) break;
      if (await remove(house, id)) removed += 1;
    }
    return {
      removed: removed === 0 ? undefined : `${count(removed, 'project')} that ended more than ${days} days ago`,
      isMoreLeft: ids.length === projectsAPass,
    };
  },
};

function retentionDays({ keeper }: House): number | undefined {
  return keeper.current().list('Organization')[0]?.resource.spec.retention?.days;
}

// The tombstone first: whatever ends this in the middle, the next pass goes on with it. Its folder goes last, by another duty.
async function remove({ guarded, store, scope, signal }: House, id: string): Promise<boolean> {
  if (!(await guarded((tx) => entombProject(tx, scope, store.clock.now(), id)))) return false;
  for (;;) {
    if (signal.aborted) return false;
    const removed = await guarded((tx) => removeRecords(tx, scope, { projectId: id, limit: rowsATransaction }));
    if (removed === 0) break;
  }
  await guarded((tx) => removeProject(tx, scope, id));
  faultpoint('upkeep.deleted');
  return true;
}
