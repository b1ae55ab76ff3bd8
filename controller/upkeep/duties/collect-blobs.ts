import { removeBlobs, unusedBlobs } from '../../store/operations/retention/collect-blobs.ts';
import { count } from '../count.ts';
import type { Duty } from '../duty.ts';

/** Looked through at once, with one scan of all steps. */
const lookedAtOnce = 5000;
/** Removed in one transaction, during which no step is written. */
const removedAtOnce = 250;

/** Bodies of removed steps, as far as no other step has the same. */
export const collectBlobs: Duty = {
  name: 'unused bodies',
  async pass({ store, scope, guarded, signal }) {
    const unused = await guarded((tx) => unusedBlobs(tx, scope, store.clock.now(), lookedAtOnce));
    let removed = 0;
    for (let at = 0; at < unused.sha256.length && !signal.aborted; at += removedAtOnce) {
      const some = { ...unused, sha256: unused.sha256.slice(at, at + removedAtOnce) };
      removed += await guarded((tx) => removeBlobs(tx, scope, some));
    }
    return {
      removed: removed === 0 ? undefined : `${count(removed, 'stored text')} that nothing refers to`,
      isMoreLeft: unused.looked === lookedAtOnce,
    };
  },
};
