import { diskExcess, isShortOfDisk } from './disk-space.ts';
import { startExecution, type Execution } from './execution.ts';
import { Fault } from './fault.ts';
import type { Fields } from './fields.ts';
import type { Household } from './household.ts';

/** The programs that run, by the request that started each. */
export interface Programs {
  /** Runs one to its end. Fails with DISK_FULL when it was stopped for want of disk that was not there before either. */
  run(id: unknown, fields: Fields): Promise<Fields>;
  /** Ends one; false when it does not run. */
  stop(id: unknown): boolean;
  /** Ends all of them when they go past a limit together. */
  look(): void;
  kill(): void;
}

export function createPrograms(root: string, household: Household): Programs {
  const running = new Map<unknown, Execution>();
  /** Why, for those that were stopped for want of disk. */
  const starved = new Map<unknown, string>();
  return {
    async run(id, fields) {
      const wasShort = isShortOfDisk(root);
      const execution = startExecution(root, fields);
      running.set(id, execution);
      try {
        const found = await execution.result;
        const reason = starved.get(id);
        if (reason !== undefined && wasShort) throw new Fault('DISK_FULL', `a program was stopped: ${reason}`);
        return found;
      } finally {
        running.delete(id);
        starved.delete(id);
      }
    },
    stop(id) {
      const execution = running.get(id);
      execution?.stop();
      return execution !== undefined;
    },
    look() {
      const excess = household.excess();
      const reason = excess ?? diskExcess(root);
      if (reason === undefined) return;
      for (const [id, execution] of running) {
        if (excess === undefined) starved.set(id, reason);
        execution.stop(reason);
      }
      household.sweep();
    },
    kill() {
      for (const execution of running.values()) execution.kill();
    },
  };
}
