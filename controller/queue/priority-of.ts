import { type RunPurpose } from '../policy/failures.ts';
import { type Priority } from './queue.ts';

/** How urgent a run is: work is what there is most of, and everything else ends or unblocks a project. */
export function priorityOf(purpose: RunPurpose): Priority {
  return purpose === 'work' ? 'normal' : 'high';
}
