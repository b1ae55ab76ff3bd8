import type { RunPurpose } from '../policy/failures.ts';
import type { Priority } from './queue.ts';

/** How urgent a run is: what ends or unblocks a project goes before what begins more work, lest new projects hold up old ones. */
export function priorityOf(purpose: RunPurpose): Priority {
  return purpose === 'accept' || purpose === 'supervise' ? 'high' : 'normal';
}
